package io.tesela.ingest.spool;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;

/**
 * Room for the files of all jobs of one ingest.
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

    /** Refuses what would not fit now; takes nothing. */
    public synchronized void requireRoom(long bytes) {
        if (bytes > limitBytes - usedBytes) {
            throw new TeselaException(
                    FailureCode.BUSY,
                    "disk: no room for " + bytes + " bytes more, " + usedBytes + " are taken (expected: at most "
                            + limitBytes + " for the files of all jobs; try again when some have ended)");
        }
    }

    /** Returns how many bytes are taken. */
    public synchronized long usedBytes() {
        return usedBytes;
    }

    /** Takes room, before it is written to. */
    synchronized void take(long bytes) {
        requireRoom(bytes);
        usedBytes += bytes;
    }

    /** Gives room back that was taken. */
    synchronized void giveBack(long bytes) {
        usedBytes -= bytes;
    }
}
