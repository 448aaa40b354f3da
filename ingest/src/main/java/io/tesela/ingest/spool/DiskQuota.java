package io.tesela.ingest.spool;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Room for the uploads and outputs of all jobs of one ingest. The nine bytes that each frame adds to the list of checksums, and the
 * index of a finished file, do not count. What can be spared has room for as long as nobody else wants it.
 *
 * <ul>
 *   <li><b>Threads:</b> any.
 *   <li><b>Errors:</b> {@link FailureCode#BUSY}, since jobs that end make room.
 * </ul>
 */
public final class DiskQuota {
    private final long limitBytes;
    /** What can be spared, the oldest first. */
    private final Deque<Spare> spares = new ArrayDeque<>();

    private long usedBytes;

    /** Something that can be spared; closed when it is gone anyway. */
    public final class Spare implements AutoCloseable {
        private final long bytes;
        private final Runnable letGo;

        private Spare(long bytes, Runnable letGo) {
            this.bytes = bytes;
            this.letGo = letGo;
        }

        @Override
        public void close() {
            forget(this);
        }
    }

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
        while (!fits(bytes) && !spares.isEmpty()) {
            letGo(spares.element());
        }
        if (!fits(bytes)) {
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

    /**
     * Keeps what is on disk, and can be spared, if there is room for it.
     *
     * @param letGo deletes it, in the way of whoever wants its room: quickly, and without a word to this
     */
    public synchronized Optional<Spare> spare(long bytes, Runnable letGo) {
        if (!fits(bytes)) {
            return Optional.empty();
        }
        Spare spare = new Spare(bytes, letGo);
        usedBytes += bytes;
        spares.add(spare);
        return Optional.of(spare);
    }

    private void letGo(Spare oldest) {
        oldest.letGo.run();
        forget(oldest);
    }

    private synchronized void forget(Spare spare) {
        if (spares.remove(spare)) {
            usedBytes -= spare.bytes;
        }
    }

    private boolean fits(long bytes) {
        return bytes <= limitBytes - usedBytes;
    }

    /** Gives room back that was taken. */
    synchronized void giveBack(long bytes) {
        usedBytes -= bytes;
    }
}
