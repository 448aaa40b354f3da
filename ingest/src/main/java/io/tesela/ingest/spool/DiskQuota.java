package io.tesela.ingest.spool;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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

    /** Written under the lock; read without, since whoever looks is not to wait. */
    private volatile long usedBytes;

    private long sparedBytes;

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
    public long usedBytes() {
        return usedBytes;
    }

    /** Takes room, before it is written to; what is spared goes for it, but for nothing that does not fit even so. */
    void take(long bytes) {
        taken(bytes).forEach(spare -> spare.letGo.run());
    }

    private synchronized List<Spare> taken(long bytes) {
        long needed = usedBytes - sparedBytes;
        if (bytes > limitBytes - needed) {
            throw new TeselaException(
                    FailureCode.BUSY,
                    "disk: no room for " + bytes + " bytes more, " + needed + " are taken (expected: at most "
                            + limitBytes + " for the files of all jobs; try again when some have ended)");
        }
        List<Spare> gone = new ArrayList<>();
        while (!fits(bytes)) {
            gone.add(spares.element());
            forget(spares.element());
        }
        usedBytes += bytes;
        return gone;
    }

    /** Counts what a former life of this process has written: it is there, whatever the limit is now. */
    synchronized void takeWritten(long bytes) {
        usedBytes += bytes;
    }

    /**
     * Keeps what is on disk, and can be spared, if there is room for it.
     *
     * @param letGo deletes it; run once, by whoever wants its room
     */
    public synchronized Optional<Spare> spare(long bytes, Runnable letGo) {
        if (!fits(bytes)) {
            return Optional.empty();
        }
        Spare spare = new Spare(bytes, letGo);
        usedBytes += bytes;
        sparedBytes += bytes;
        spares.add(spare);
        return Optional.of(spare);
    }

    private synchronized void forget(Spare spare) {
        if (spares.remove(spare)) {
            usedBytes -= spare.bytes;
            sparedBytes -= spare.bytes;
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
