package io.tesela.client.upload;

import io.tesela.client.upload.UploadSource.FromStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A video that is read while it is made: from standard input, a FIFO, whatever has no size.
 *
 * <ul>
 *   <li><b>Backpressure:</b> takes no byte more than was asked for, so that whoever makes the video waits.
 *   <li><b>Threads:</b> as {@link VideoSource}; it is opened by the first read, for that blocks until somebody writes.
 *   <li><b>Ownership:</b> closes what it opened itself; standard input stays open.
 * </ul>
 */
final class StreamedVideo implements VideoSource {
    /** What is on its way to a server a quarter of a second away, at any rate a client reaches. */
    private static final int MAX_UNCONFIRMED_BYTES = 32 << 20;

    private final Opening opening;
    private final boolean owned;
    private final Function<IOException, UncheckedIOException> failure;
    /** Grows to the largest read: what comes in small pieces is copied out of it. */
    private byte[] buffer = new byte[0];

    private final ReplayBuffer replay;

    private volatile @Nullable InputStream open;
    private volatile boolean closed;
    private boolean atEnd;

    @FunctionalInterface
    private interface Opening {
        InputStream open() throws IOException;
    }

    private StreamedVideo(
            Opening opening, boolean owned, boolean kept, Function<IOException, UncheckedIOException> failure) {
        this.opening = opening;
        this.owned = owned;
        this.failure = failure;
        this.replay = new ReplayBuffer(kept ? MAX_UNCONFIRMED_BYTES : 0);
    }

    static StreamedVideo of(FromStream source, boolean kept) {
        return new StreamedVideo(source::stream, false, kept, FileFailure::ofStandardInput);
    }

    static StreamedVideo of(Path path, boolean kept) {
        return new StreamedVideo(
                () -> new FileInputStream(path.toFile()), true, kept, cause -> FileFailure.of("--video", path, cause));
    }

    @Override
    public @Nullable Long size() {
        return null;
    }

    /** {@inheritDoc} Waits for the first of them only: what is there already is not kept waiting for what is not. */
    @Override
    public ByteBuffer read(int max) {
        ByteBuffer again = replay.next(max);
        if (again.hasRemaining() || atEnd || max == 0) {
            return again;
        }
        if (buffer.length < max) {
            buffer = new byte[max];
        }
        try {
            byte[] bytes = Arrays.copyOf(buffer, fill(opened(), max));
            replay.add(bytes);
            return ByteBuffer.wrap(bytes);
        } catch (IOException e) {
            throw failure.apply(e);
        }
    }

    @Override
    public void seek(long offset) {
        replay.seek(offset);
    }

    @Override
    public void confirmed(long offset) {
        replay.forgetBelow(offset);
    }

    @Override
    public long limit() {
        return replay.limit();
    }

    @Override
    public void close() {
        closed = true;
        try {
            closeOwn(open);
        } catch (IOException e) {
            throw failure.apply(e);
        }
    }

    private int fill(InputStream in, int max) throws IOException {
        int count = 0;
        do {
            int more = in.read(buffer, count, max - count);
            if (more < 0) {
                atEnd = true;
                return count;
            }
            count += more;
        } while (count < max && in.available() > 0);
        return count;
    }

    private InputStream opened() throws IOException {
        InputStream in = open;
        if (in == null) {
            in = opening.open();
            open = in;
            // Thread 1: close() sets closed, then reads open. Thread 2: sets open, then reads closed. One sees the
            // other.
            if (closed) {
                closeOwn(in);
            }
        }
        return in;
    }

    private void closeOwn(@Nullable InputStream in) throws IOException {
        if (owned && in != null) {
            in.close();
        }
    }
}
