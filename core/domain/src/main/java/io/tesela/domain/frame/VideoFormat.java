package io.tesela.domain.frame;

/**
 * What is the same for every frame of a job, as decoded: upright, 8 bit, planar.
 *
 * @param width pixels, even (odd sources are padded by one column)
 * @param height pixels, even (odd sources are padded by one row)
 * @param timeBase unit of every pts and duration of the job
 * @param frameRate average frame rate, for people; unknown if the container does not say
 * @param sar sample aspect ratio
 * @param color colour tags copied to the output
 */
public record VideoFormat(int width, int height, TimeBase timeBase, Ratio frameRate, Ratio sar, ColorTags color) {
    public VideoFormat {
        if (width < 2 || height < 2 || width % 2 != 0 || height % 2 != 0) {
            throw new IllegalArgumentException("size: " + width + "x" + height + " (expected: even, 2x2 or more)");
        }
    }
}
