package io.tesela.ingest.spool;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.media.ContainerSniffer;
import io.tesela.media.ContainerSniffer.Verdict;
import io.tesela.media.MediaSource;
import io.tesela.wire.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The upload of one job on disk: written at its end, read at any place while it grows. What the decoder has read is let go,
 * which in a file that is kept whole means nothing.
 *
 * <ul>
 *   <li><b>Backpressure:</b> none of its own: the upload is bounded by what its client was granted. Readers wait for bytes.
 *   <li><b>Threads:</b> one writes, one reads, any may ask; writing and reading block on the disk.
 *   <li><b>Ownership:</b> {@link #close} closes the file, ends every wait, and is the owner's to call.
 *   <li><b>Errors:</b> {@link #fail} makes every reader fail with that cause.
 * </ul>
 */
public final class Spool implements AutoCloseable {
    /** A video has a few before its samples; each of these costs a look at the disk. */
    private static final int MOST_BOXES = 10_000;

    /** Enough for the header of a box. */
    private static final int HEADER_BYTES = 64;

    private final StretchedFile file;
    private final MessageDigest sha256 = Sha256.start();
    /** Whether {@link #sha256} has seen all that is written, or is to see it at the end. */
    private final boolean hashing;

    /** Whether all bytes are there from the beginning; their checksum is not, until somebody has read them. */
    private final boolean inPlace;

    private final ContainerSniffer sniffer = new ContainerSniffer();
    private final Object monitor = new Object();
    private long written;
    private long readPosition;
    private long waitedNanos;
    private boolean waiting;
    private boolean complete;
    private boolean wholeFileDemanded;
    private volatile boolean readToTheEnd;
    private String sha256Hex = "";
    private @Nullable Throwable failure;
    private volatile Runnable readListener = () -> {};

    /** @param file empty; closed with this */
    public Spool(StretchedFile file) {
        this(file, true, false);
    }

    private Spool(StretchedFile file, boolean hashing, boolean inPlace) {
        this.file = file;
        this.hashing = hashing;
        this.inPlace = inPlace;
    }

    /** Returns a video that is not sent, but read where it lies; it is complete once its checksum is known. */
    public static Spool inPlace(MediaFile media, DiskQuota quota) throws IOException {
        StretchedFile file = StretchedFile.inPlace(media, quota);
        try {
            return sniffed(new Spool(file, false, true));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Returns the upload of a former life of this process, as far as it had come. It is read through when it is complete, for its
     * checksum; now its first bytes are, on the disk.
     *
     * @param file kept whole; closed with this
     */
    public static Spool reopen(StretchedFile file) throws IOException {
        return sniffed(new Spool(file, false, false));
    }

    private static Spool sniffed(Spool spool) throws IOException {
        StretchedFile file = spool.file;
        ByteBuffer block = ByteBuffer.allocate(HEADER_BYTES);
        for (int boxes = 0; boxes < MOST_BOXES && spool.undecided() && spool.sniffer.wanted() < file.size(); boxes++) {
            long at = spool.sniffer.wanted();
            if (file.read(at, block.clear()) < 1) {
                break;
            }
            spool.sniff(at, block.flip());
        }
        spool.written = file.size();
        if (spool.inPlace) {
            spool.sniffer.finish();
        }
        return spool;
    }

    /**
     * Returns the complete upload of a former life of this process.
     *
     * @param file kept whole; closed with this
     * @param sha256 of it, hex
     */
    public static Spool reopen(StretchedFile file, String sha256) throws IOException {
        Spool spool = reopen(file);
        spool.completed(sha256);
        return spool;
    }

    /**
     * Returns a complete upload that nobody will read any more.
     *
     * @param file all of it let go
     * @param sha256 of what it was, hex
     */
    public static Spool gone(StretchedFile file, String sha256) {
        Spool spool = new Spool(file, false, false);
        spool.written = file.size();
        spool.completed(sha256);
        return spool;
    }

    /** Appends bytes; returns how many there are now. */
    public long append(ByteBuffer bytes) throws IOException {
        file.append(bytes);
        take(bytes);
        if (readToTheEnd) {
            file.letGo(written());
        }
        return written();
    }

    /** Notes that the decoder reads no more: what is still to come is for the checksum only. */
    public void readToTheEnd() {
        readToTheEnd = true;
    }

    /** Has {@code listener} called after each read, on the reader's thread. */
    public void onRead(Runnable listener) {
        readListener = listener;
    }

    /**
     * Says that the upload is complete.
     *
     * @param expectedSha256 64 hex digits
     * @param actualSha256 what {@link #checksum} returned
     * @throws TeselaException {@link FailureCode#CHECKSUM_MISMATCH} if the bytes are not what the client sent
     */
    public void complete(String expectedSha256, String actualSha256) {
        if (!actualSha256.equals(expectedSha256)) {
            throw new TeselaException(
                    FailureCode.CHECKSUM_MISMATCH,
                    "eof: sha256: " + expectedSha256 + " (expected: " + actualSha256 + ", that of the bytes received)");
        }
        completed(actualSha256);
    }

    /** Makes sure that the disk has all that is written. */
    public void force() throws IOException {
        file.force();
    }

    /** Begins to read a video that is read in place, for its checksum. */
    public ChecksumReading readThrough() {
        return new ChecksumReading(file, file.size());
    }

    /**
     * Returns the SHA-256 of all that is written, hex. Of an upload that was opened again, or is read in place, this reads all of it, so
     * nobody is to wait for it.
     */
    public String checksum() throws IOException {
        return hashing ? Sha256.hex(Sha256.copy(sha256)) : file.sha256(file.size());
    }

    /** Makes every reader fail. */
    public void fail(Throwable cause) {
        synchronized (monitor) {
            failure = failure == null ? cause : failure;
            monitor.notifyAll();
        }
    }

    /** Returns how many bytes are there. */
    public long written() {
        synchronized (monitor) {
            return written;
        }
    }

    public boolean complete() {
        synchronized (monitor) {
            return complete;
        }
    }

    /** Returns the SHA-256 of the complete upload, hex; empty before. */
    public String sha256() {
        synchronized (monitor) {
            return sha256Hex;
        }
    }

    /** Returns whether all bytes are there, be it known or not whether they are right. */
    public boolean whole() {
        return inPlace || complete();
    }

    /** Returns up to where the decoder has read. */
    public long readPosition() {
        synchronized (monitor) {
            return readPosition;
        }
    }

    /** Returns how long readers have waited for bytes. */
    public long waitedNanos() {
        synchronized (monitor) {
            return waitedNanos;
        }
    }

    /** Returns whether a reader waits for bytes now. */
    public boolean waiting() {
        synchronized (monitor) {
            return waiting;
        }
    }

    /** Returns whether the decoder must have the whole upload before it starts; empty while that is not known. */
    public Optional<Boolean> needsWholeFile() {
        synchronized (monitor) {
            if (wholeFileDemanded) {
                return Optional.of(true);
            }
            return undecided() ? Optional.empty() : Optional.of(sniffer.verdict() instanceof Verdict.NeedsWholeFile);
        }
    }

    /** Notes that the decoder must have the whole upload, whatever its first bytes say. */
    public void demandWholeFile() {
        synchronized (monitor) {
            wholeFileDemanded = true;
        }
    }

    /** Returns a reader of the growing upload, or, where it must be there as a whole, of the complete one. */
    public MediaSource reader() {
        return new SpoolReader(this, needsWholeFile().orElse(false) && whole());
    }

    /**
     * Waits for bytes at {@code position} and reads some.
     *
     * @param closed whether the reader has been closed; looked at whenever {@link #wakeReader} is called
     * @return bytes read, or -1 at the end of the complete upload
     * @throws TeselaException if that is why the upload failed, so that nobody has to dig for it
     */
    int read(long position, ByteBuffer target, BooleanSupplier closed) throws IOException {
        synchronized (monitor) {
            awaitBytes(position, closed);
            requireReadable(closed);
            if (position >= written) {
                return -1;
            }
            target.limit((int) Math.min(target.limit(), target.position() + written - position));
        }
        int count = file.read(position, target);
        synchronized (monitor) {
            readPosition = Math.max(readPosition, position + count);
        }
        file.letGo(readPosition());
        readListener.run();
        return count;
    }

    /** Has a reader that waits look whether it has been closed. */
    void wakeReader() {
        synchronized (monitor) {
            monitor.notifyAll();
        }
    }

    @Override
    public void close() throws IOException {
        fail(new IOException("closed"));
        file.close();
    }

    private void take(ByteBuffer bytes) {
        if (hashing) {
            sha256.update(bytes.duplicate());
        }
        synchronized (monitor) {
            sniff(written, bytes);
            written += bytes.remaining();
            monitor.notifyAll();
        }
    }

    private void completed(String sha256Hex) {
        synchronized (monitor) {
            this.sha256Hex = sha256Hex;
            complete = true;
            sniffer.finish();
            monitor.notifyAll();
        }
    }

    private boolean undecided() {
        return sniffer.verdict() instanceof Verdict.Undecided;
    }

    private void sniff(long position, ByteBuffer bytes) {
        if (undecided()) {
            byte[] sniffed = new byte[bytes.remaining()];
            bytes.duplicate().get(sniffed);
            sniffer.offer(position, sniffed, 0, sniffed.length);
        }
    }

    private void requireReadable(BooleanSupplier closed) throws IOException {
        synchronized (monitor) {
            if (failure instanceof TeselaException known) {
                throw known;
            }
            if (failure != null) {
                throw new IOException("the upload ended before the video did", failure);
            }
            if (closed.getAsBoolean()) {
                throw new IOException("closed");
            }
        }
    }

    private void awaitBytes(long position, BooleanSupplier closed) throws IOException {
        synchronized (monitor) {
            long startNanos = System.nanoTime();
            try {
                while (position >= written && !complete && !inPlace && failure == null && !closed.getAsBoolean()) {
                    waiting = true;
                    monitor.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for the upload", e);
            } finally {
                waiting = false;
            }
            waitedNanos += System.nanoTime() - startNanos;
        }
    }
}
