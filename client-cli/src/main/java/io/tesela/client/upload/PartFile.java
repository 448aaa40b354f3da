package io.tesela.client.upload;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that has its name only when it is complete; until then it is beside it, under a name that ends in {@code .part}.
 *
 * <p><b>Threads:</b> one at a time; blocks on the disk. Not a channel: an interrupt would close one.
 *
 * <p><b>Errors:</b> {@link java.io.UncheckedIOException} with a sentence. What had the name before stays until {@link #commit}.
 */
final class PartFile implements AutoCloseable {
    private final String flag;
    private final Path target;
    private final Path part;
    /** Null once it is closed. */
    private @Nullable RandomAccessFile file;

    private boolean committed;

    private PartFile(String flag, Path target, RandomAccessFile file) {
        this.flag = flag;
        this.target = target;
        this.part = UploadTarget.part(target);
        this.file = file;
    }

    /** Opens an empty file; refuses if another upload is writing it. */
    static PartFile open(String flag, Path target) {
        return open(flag, target, false);
    }

    /** Opens what a client has left that did not come to its end, or an empty file; refuses if another upload is writing it. */
    static PartFile goOn(String flag, Path target) {
        return open(flag, target, true);
    }

    private static PartFile open(String flag, Path target, boolean goesOn) {
        Path part = UploadTarget.part(target);
        try {
            RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw");
            if (!isOurs(file)) {
                file.close();
                throw new IOException("another upload is writing it");
            }
            if (goesOn) {
                file.seek(file.length());
            } else {
                file.setLength(0);
            }
            return new PartFile(flag, target, file);
        } catch (IOException e) {
            throw FileFailure.of(flag, part, e);
        }
    }

    private static boolean isOurs(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // By this process, for another job.
            return false;
        }
    }

    Path target() {
        return target;
    }

    /** Returns where the bytes are until {@link #commit}. */
    Path part() {
        return part;
    }

    /** Returns how many bytes are there. */
    long size() {
        RandomAccessFile open = file;
        try {
            return open == null ? Files.size(part) : open.length();
        } catch (IOException e) {
            throw FileFailure.of(flag, part, e);
        }
    }

    void append(ByteBuffer bytes) {
        RandomAccessFile open = file;
        if (open == null) {
            throw new IllegalStateException("file: closed (expected: open)");
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        try {
            open.write(copy);
        } catch (IOException e) {
            throw FileFailure.of(flag, part, e);
        }
    }

    /** Takes no more bytes. */
    void finish() {
        RandomAccessFile open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw FileFailure.of(flag, part, e);
            }
        }
    }

    /** Gives the file its name, in one step. */
    void commit() {
        finish();
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            committed = true;
        } catch (IOException e) {
            throw FileFailure.of(flag, target, e);
        }
    }

    /** Deletes it unless it has its name. */
    @Override
    public void close() {
        finish();
        if (!committed) {
            try {
                Files.deleteIfExists(part);
            } catch (IOException e) {
                throw FileFailure.of(flag, part, e);
            }
        }
    }
}
