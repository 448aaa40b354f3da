package io.tesela.ingest.spool;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;

/**
 * Room for the uploads and outputs of all jobs of one ingest. The nine bytes that each frame adds to the list of checksums, and the
 * index of a finished file, do not count.
 *
 * <ul>
 *   <li><b>Threads:</b> any.
 *   <li><b>Errors:</b> {@link FailureCode#BUSY}, since jobs that end make room.
 * </ul>
 */
public final class DiskQuota {
    private final long limitBytes;
    private long usedBytes;

    /** @param limitBytes most bytes of all files together */
    public DiskQuota(long limitBytes) {
        if (limitBytes < 1) {
            throw new IllegalArgumentException("limitBytes: " + limitBytes + " (expected: > 0)");
        }
        this.limitBytes = limitBytes;
    }

    /** Returns how many bytes are taken. */
    public synchronized long usedBytes() {
        return usedBytes;
    }

    /** Takes room, before it is written to. */
    synchronized void take(long bytes) {
        if (bytes > limitBytes - usedBytes) {
            throw new TeselaException(
                    FailureCode.BUSY,
                    "disk: no room for " + bytes + " bytes more, " + usedBytes + " are taken (expected: at most "
                            + limitBytes + " for the files of all jobs; try again when some have ended)");
        }
        usedBytes += bytes;
    }

    /** Counts what a former life of this process has written: it is there, whatever the limit is now. */
    synchronized void takeWritten(long bytes) {
        usedBytes += bytes;
    }

    /** Gives room back that was taken. */
    synchronized void giveBack(long bytes) {
        usedBytes -= bytes;
    }
}
