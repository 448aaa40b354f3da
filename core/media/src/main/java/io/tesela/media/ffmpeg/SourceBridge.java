package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EINVAL;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EIO;

import io.tesela.media.ContainerSniffer;
import io.tesela.media.MediaSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Answers FFmpeg's reads and seeks from a source, and keeps the failure that cannot cross native code.
 *
 * <p>Threads: FFmpeg calls back on the thread that called FFmpeg, so one at a time.
 */
final class SourceBridge {
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;

    private final MediaSource source;
    private final byte[] window;
    private final ContainerSniffer sniffer = new ContainerSniffer();
    private long position;
    private long bytesRead;
    private @Nullable Throwable failure;

    /** @param windowBytes most bytes moved at once */
    SourceBridge(MediaSource source, int windowBytes) {
        this.source = source;
        this.window = new byte[windowBytes];
        this.position = source.position();
    }

    boolean seekable() {
        return source.seekable();
    }

    /** Returns whether nothing came before the end. */
    boolean empty() {
        return bytesRead == 0;
    }

    /** Returns whether samples came before the index, as far as boxes were read at all. */
    boolean samplesBeforeIndex() {
        return sniffer.verdict() instanceof ContainerSniffer.Verdict.NeedsWholeFile;
    }

    /** Throws what the source threw inside a callback, if it did. */
    void rethrow() {
        if (failure instanceof IOException io) {
            throw new UncheckedIOException(io);
        }
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** FFmpeg's read callback: bytes read, or an error code. */
    int read(BytePointer target, int length) {
        if (failure != null) {
            return AVERROR_EIO();
        }
        try {
            int count = source.read(window, 0, Math.min(length, window.length));
            if (count < 0) {
                return avutil.AVERROR_EOF();
            }
            if (count == 0) {
                throw new IOException("read: 0 bytes (expected: at least one, or -1 at the end)");
            }
            sniff(count);
            target.put(window, 0, count);
            position += count;
            bytesRead += count;
            return count;
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            return AVERROR_EIO();
        }
    }

    /** FFmpeg's seek callback: the new position, the size when asked for it, or an error code. */
    long seek(long offset, int whence) {
        if (failure != null) {
            return AVERROR_EIO();
        }
        try {
            if ((whence & avformat.AVSEEK_SIZE) != 0) {
                return source.size() < 0 ? AVERROR_EINVAL() : source.size();
            }
            long target = origin(whence & ~avformat.AVSEEK_FORCE) + offset;
            if (target < 0) {
                return AVERROR_EINVAL();
            }
            source.seek(target);
            position = target;
            return target;
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            return AVERROR_EIO();
        }
    }

    private void sniff(int count) {
        if (position <= sniffer.wanted()) {
            sniffer.offer(position, window, 0, count);
        }
    }

    private long origin(int whence) {
        return switch (whence) {
            case SEEK_SET -> 0;
            case SEEK_CUR -> position;
            case SEEK_END -> source.size();
            default -> throw new IllegalArgumentException("whence: " + whence + " (expected: 0, 1 or 2)");
        };
    }
}
