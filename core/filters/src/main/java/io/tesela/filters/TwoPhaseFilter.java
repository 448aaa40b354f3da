package io.tesela.filters;

import io.tesela.domain.filter.FilterSpec;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A filter whose result at a sample may hang on samples anywhere in the frame, but only by being connected to them.
 *
 * <p>Its first phase sorts the samples of a tile into none, weak and strong. Its second phase, the same for all such
 * filters, is hysteresis over the joined maps: a weak sample is an edge if a path of weak samples, 8-connected, leads
 * to a strong one. {@link #apply} does both at once, for a plane that is a whole frame.
 */
public interface TwoPhaseFilter extends TileFilter {
    /** Map value of a sample that is no edge. */
    byte NONE = 0;

    /** Map value of a sample that is an edge if it is connected to one: weak, undecided. */
    byte UNDECIDED = 1;

    /** Map value of a sample that is an edge. */
    byte EDGE = 2;

    /**
     * Returns the map of a plane: one of {@link #NONE}, {@link #UNDECIDED}, {@link #EDGE} per sample, row by row.
     *
     * @param plane as in {@link #apply}
     * @param spec parameters, already validated
     * @return as many values as the plane has samples
     */
    byte[] map(Mat plane, FilterSpec spec);
}
