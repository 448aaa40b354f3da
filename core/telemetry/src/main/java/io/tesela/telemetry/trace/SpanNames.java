package io.tesela.telemetry.trace;

/**
 * Names of our spans and of what they say.
 *
 * <pre>
 * job                         ingest: from its handshake to its report
 * +- frame                    ingest: of each N-th frame, from its decoding to its being safe in the log
 * |  +- decode                but of the frame that is decoded when the video is opened
 * |  +- publish
 * |  +- tile                  tile processor: from its being taken to its answer
 * |  |  +- filter             each part of each try
 * |  +- join                  assembler: from the manifest to the last tile
 * +- segment                  assembler: from its first frame to its receipt
 *    +- encode, publish
 * </pre>
 *
 * <p>They are part of the public interface, as {@link io.tesela.telemetry.TelemetryNames} are.
 */
public final class SpanNames {
    public static final String JOB = "job";
    public static final String FRAME = "frame";
    public static final String DECODE = "decode";
    public static final String PUBLISH = "publish";
    public static final String TILE = "tile";
    public static final String FILTER = "filter";
    public static final String JOIN = "join";
    public static final String SEGMENT = "segment";
    public static final String ENCODE = "encode";

    /** The job's id. */
    public static final String JOB_ID = "tesela.job";

    /** How a job ended: {@code done}, or the code of its failure. */
    public static final String STATE = "tesela.state";

    /** Index of the frame. */
    public static final String FRAME_INDEX = "tesela.frame";

    /** Number of the tile in its frame. */
    public static final String TILE_NUMBER = "tesela.tile";

    /** Which sending of the tile it is, from 1. */
    public static final String ATTEMPT = "tesela.attempt";

    /** The filter chain. */
    public static final String FILTERS = "tesela.filters";

    /** Which part of the tile, from 0. */
    public static final String PART = "tesela.part";

    /** Number of the segment. */
    public static final String SEGMENT_NUMBER = "tesela.segment";

    private SpanNames() {}
}
