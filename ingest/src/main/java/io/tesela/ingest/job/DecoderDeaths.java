package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.media.DecoderDiedException;

/**
 * How often the decoders of a job died, and how far they came: one that is ended from outside is replaced, those that the video kills
 * at the same place are not for ever.
 *
 * <p><b>Threads:</b> any.
 */
final class DecoderDeaths {
    /** So often without any progress: the video is the cause. */
    private static final int MOST_WITHOUT_PROGRESS = 3;

    /** In all: each costs decoding from the beginning. */
    private static final int MOST = 12;

    private final boolean live;
    private long reached;
    private long furthest;
    private int withoutProgress;
    private int count;

    /** @param live whether what was decoded cannot be decoded again */
    DecoderDeaths(boolean live) {
        this.live = live;
    }

    /** Notes how many frames had been decoded, or passed over, when one died: it may have been on the way to where the last one was. */
    synchronized void reached(long frames) {
        reached = Math.max(reached, frames);
    }

    /**
     * Notes that a decoder died.
     *
     * @throws TeselaException if it is not to be replaced
     */
    synchronized void note(DecoderDiedException death) {
        count++;
        withoutProgress = reached > furthest ? 1 : withoutProgress + 1;
        furthest = reached;
        if (live) {
            throw new TeselaException(
                    FailureCode.INTERNAL,
                    "live: the decoder's process " + death.getMessage()
                            + ", so frames are lost (expected: a video with an"
                            + " end, of which they can be decoded again)",
                    death);
        }
        if (withoutProgress >= MOST_WITHOUT_PROGRESS || count >= MOST) {
            throw new TeselaException(
                    FailureCode.NOT_A_VIDEO,
                    "the decoder's process " + death.getMessage() + " after " + furthest + " frames, and was the "
                            + count + ". of this job to die (expected: a video that does not crash its decoder)",
                    death);
        }
    }

    /** Returns how many frames the decoders had come to when the last one died. */
    synchronized long furthest() {
        return furthest;
    }
}
