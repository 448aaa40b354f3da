package io.tesela.mp4;

import java.nio.ByteBuffer;

/**
 * The video track of a job, with all that the timestamps of any segment need to know about the job as a whole.
 *
 * <p>An encoder that reorders emits a frame up to {@code reorderFrames} late, so decode times run that many frames
 * behind: see {@link FragmentWriter}. A job that starts before 0 is shown from 0 on instead, since nothing before 0 can
 * be shown in an MP4 and no frame may be lost; {@link #originPts()} says by how much every track has to move.
 *
 * @param timescale ticks per second; timestamps are in this unit; above 0
 * @param format what is said about the pictures
 * @param sampleEntry the entry of {@code stsd}, see {@link AvcSampleEntry}
 * @param reorderFrames frames by which the encoder may delay one, FFmpeg's {@code has_b_frames}; 0..16
 * @param firstPts presentation timestamp of the job's first frame, in ticks; -2^60..2^60
 * @param firstGapTicks from the first frame to the second, or the duration of the only frame, in ticks; above 0
 */
public record VideoTrack(
        int timescale, VideoFormat format, ByteBuffer sampleEntry, int reorderFrames, long firstPts, long firstGapTicks)
        implements Track {
    /** The largest decoded picture buffer of H.264 and H.265. */
    private static final int MAX_REORDER_FRAMES = 16;

    /** Far beyond any clock, and far enough from overflow: FFmpeg's "no timestamp" is Long.MIN_VALUE. */
    private static final long MAX_PTS = 1L << 60;

    public VideoTrack {
        Checks.that(timescale > 0, "timescale", timescale, "> 0");
        Checks.that(reorderFrames >= 0 && reorderFrames <= MAX_REORDER_FRAMES, "reorderFrames", reorderFrames, "0..16");
        Checks.that(
                firstGapTicks > 0 && firstGapTicks <= Checks.MAX_U32, "firstGapTicks", firstGapTicks, "1..4294967295");
        Checks.that(Math.abs(firstPts) <= MAX_PTS && firstPts != Long.MIN_VALUE, "firstPts", firstPts, "-2^60..2^60");
        sampleEntry = Box.checkWhole("sample entry", sampleEntry);
    }

    @Override
    public ByteBuffer sampleEntry() {
        return sampleEntry.duplicate();
    }

    /** Returns the presentation timestamp that is shown at time 0: 0, or the first one if that is negative. */
    public long originPts() {
        return Math.min(0, firstPts);
    }

    /** {@inheritDoc} Here: by how much decode times run behind. */
    @Override
    public long mediaTime() {
        return reorderFrames * firstGapTicks;
    }
}
