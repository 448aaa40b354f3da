package io.tesela.ingest.spool;

import io.tesela.domain.failure.TeselaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on disk that grow at their end, and may be let go from their beginning: they lie in stretches, each a file, and those
 * that are let go as a whole are deleted.
 *
 * <ul>
 *   <li><b>Backpressure:</b> none of its own; what is held counts against a {@link DiskQuota}.
 *   <li><b>Threads:</b> one writes, one reads what is written and not let go, any lets go; all block on the disk.
 *   <li><b>Ownership:</b> {@link #close} closes the files and gives their room back; whoever owns the folder deletes them.
 *   <li><b>Errors:</b> no room in the quota; or the disk's.
 * </ul>
 */
public final class StretchedFile implements AutoCloseable {
    private final Path path;
    private final long stretchBytes;
    private final DiskQuota quota;
    private final long reservedBytes;
    private final ConcurrentNavigableMap<Long, FileChannel> stretches = new ConcurrentSkipListMap<>();
    private long size;
    private long goneBytes;
    private long heldBytes;
    private long unforcedFrom;
    private boolean closed;

    private StretchedFile(Path path, long stretchBytes, DiskQuota quota, long reservedBytes) {
        this.path = path;
        this.stretchBytes = stretchBytes;
        this.quota = quota;
        this.reservedBytes = reservedBytes;
    }

    /**
     * Creates one of a single stretch: an ordinary file, kept whole.
     *
     * @param reservedBytes room taken at once, so that nobody else can take it before it is written
     */
    public static StretchedFile whole(Path path, DiskQuota quota, long reservedBytes) throws IOException {
        return create(path, Long.MAX_VALUE, quota, reservedBytes);
    }

    /** Creates one that can be let go piece by piece; the files have numbers behind {@code path}, but for the first. */
    public static StretchedFile inStretches(Path path, long stretchBytes, DiskQuota quota) throws IOException {
        return create(path, stretchBytes, quota, 0);
    }

    /** Opens one of a single stretch that a former life of this process left; all that is in it counts as written. */
    public static StretchedFile reopen(Path path, DiskQuota quota, long reservedBytes) throws IOException {
        StretchedFile file = new StretchedFile(path, Long.MAX_VALUE, quota, reservedBytes);
        FileChannel stretch = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.READ);
        file.stretches.put(0L, stretch);
        file.size = stretch.size();
        file.heldBytes = Math.max(file.size, reservedBytes);
        quota.takeWritten(file.heldBytes);
        return file;
    }

    /** Returns one that is somebody else's: it is only read, and takes no room of ours. */
    static StretchedFile inPlace(MediaFile media, DiskQuota quota) throws IOException {
        StretchedFile file = new StretchedFile(media.path(), Long.MAX_VALUE, quota, 0);
        FileChannel stretch = media.open();
        file.stretches.put(0L, stretch);
        file.size = stretch.size();
        return file;
    }

    /** Returns one of which all bytes were let go in a former life of this process. */
    public static StretchedFile gone(Path path, DiskQuota quota, long bytes) {
        StretchedFile file = new StretchedFile(path, Long.MAX_VALUE, quota, 0);
        file.size = bytes;
        file.goneBytes = bytes;
        return file;
    }

    private static StretchedFile create(Path path, long stretchBytes, DiskQuota quota, long reservedBytes)
            throws IOException {
        StretchedFile file = new StretchedFile(path, stretchBytes, quota, reservedBytes);
        file.stretch(0);
        try {
            file.settle(0);
            return file;
        } catch (TeselaException e) {
            file.close();
            throw e;
        }
    }

    /** Returns what it is called, for people. */
    String name() {
        return path.toString();
    }

    /** Returns up to where it has been written. */
    public synchronized long size() {
        return size;
    }

    /** Writes all bytes at the end. */
    public synchronized void append(ByteBuffer bytes) throws IOException {
        requireOpen();
        ByteBuffer rest = bytes.duplicate();
        settle(size + rest.remaining());
        while (rest.hasRemaining()) {
            long number = size / stretchBytes;
            long offset = size % stretchBytes;
            ByteBuffer piece = rest.duplicate();
            piece.limit(rest.position() + (int) Math.min(rest.remaining(), stretchBytes - offset));
            int count = stretch(number).write(piece, offset);
            rest.position(rest.position() + count);
            size += count;
        }
    }

    /** Reads some bytes; returns how many: fewer than there is room for at the end of a stretch. */
    public int read(long position, ByteBuffer target) throws IOException {
        FileChannel stretch = stretches.get(position / stretchBytes);
        if (stretch == null) {
            throw new IOException(path + " at " + position + " (expected: written, and not let go)");
        }
        long offset = position % stretchBytes;
        int limit = target.limit();
        target.limit(target.position() + (int) Math.min(target.remaining(), stretchBytes - offset));
        try {
            return stretch.read(target, offset);
        } finally {
            target.limit(limit);
        }
    }

    /** Returns the SHA-256 of the leading bytes, hex; reads them all, so nobody is to wait for this. */
    public String sha256(long bytes) throws IOException {
        ChecksumReading reading = new ChecksumReading(this, bytes);
        boolean ended = false;
        while (!ended) {
            ended = reading.readOn();
        }
        return reading.sha256();
    }

    /** Takes the bytes beyond {@code length} back. */
    public synchronized void truncate(long length) throws IOException {
        requireOpen();
        for (long number : stretches.tailMap(length / stretchBytes, false).keySet()) {
            delete(number);
        }
        stretch(length / stretchBytes).truncate(length % stretchBytes);
        size = length;
        settle(length);
        unforcedFrom = Math.min(unforcedFrom, length);
    }

    /** Makes sure that the disk has what was written. */
    public synchronized void force() throws IOException {
        requireOpen();
        for (FileChannel stretch :
                stretches.tailMap(unforcedFrom / stretchBytes).values()) {
            stretch.force(false);
        }
        unforcedFrom = size;
    }

    /** Deletes what lies whole below {@code position}: nobody will read there again. */
    public void letGo(long position) throws IOException {
        // Of one that is kept whole nothing goes, and whoever reads it must not wait for who forces it.
        if (stretchBytes < Long.MAX_VALUE) {
            letGoStretches(position);
        }
    }

    private synchronized void letGoStretches(long position) throws IOException {
        if (closed) {
            return;
        }
        for (long number :
                stretches.headMap(Math.min(position, size) / stretchBytes).keySet()) {
            delete(number);
            goneBytes += stretchBytes;
        }
        settle(size);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        quota.giveBack(heldBytes);
        heldBytes = 0;
        @Nullable IOException failure = null;
        for (FileChannel stretch : stretches.values()) {
            try {
                stretch.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private FileChannel stretch(long number) throws IOException {
        FileChannel open = stretches.get(number);
        if (open == null) {
            open = FileChannel.open(
                    file(number), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
            stretches.put(number, open);
        }
        return open;
    }

    private void delete(long number) throws IOException {
        FileChannel gone = stretches.remove(number);
        if (gone != null) {
            gone.close();
            Files.deleteIfExists(file(number));
        }
    }

    private Path file(long number) {
        return number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
    }

    /** Takes, or gives back, what is missing to hold the room for so many bytes, less those let go. */
    private void settle(long bytes) {
        long wanted = Math.max(reservedBytes, bytes - goneBytes);
        if (wanted > heldBytes) {
            quota.take(wanted - heldBytes);
        } else {
            quota.giveBack(heldBytes - wanted);
        }
        heldBytes = wanted;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(path + ": closed (expected: open)");
        }
    }
}
