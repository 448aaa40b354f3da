package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EIO;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FunctionPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/**
 * The two functions through which FFmpeg reads, shared by all decoders of a factory.
 *
 * <p>They are shared because JavaCPP has room for ten live instances of a callback class in a process: one each would
 * be the end of the eleventh job. Each open input is found by a number that travels as FFmpeg's opaque pointer.
 *
 * <ul>
 *   <li><b>Threads:</b> any.
 *   <li><b>Ownership:</b> closed after every input; the fields keep the callbacks from being collected.
 * </ul>
 */
final class SourceCallbacks implements AutoCloseable {
    /** Bytes that FFmpeg reads at once. */
    static final int WINDOW_BYTES = 64 << 10;

    private final Map<Long, SourceBridge> bridges = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Reader reader = new Reader();
    private final Seeker seeker = new Seeker();

    /**
     * Takes a place among those that JavaCPP has.
     *
     * @throws IllegalStateException if there is none: without a function to read by, FFmpeg would take every input for an empty one
     */
    SourceCallbacks() {
        if (isNowhere(reader) || isNowhere(seeker)) {
            reader.close();
            seeker.close();
            throw new IllegalStateException(
                    "decoder factories: too many are open (expected: at most ten in a process, each closed)");
        }
    }

    /** JavaCPP says nothing when it has no room; what begins a callback of its is the address that FFmpeg is to call. */
    private static boolean isNowhere(FunctionPointer callback) {
        return new SizeTPointer(callback).get() == 0;
    }

    /** Returns an input that reads from the bridge; to be closed by {@link #close(AVIOContext)}. */
    AVIOContext open(SourceBridge bridge) {
        long number = numbers.incrementAndGet();
        BytePointer window = new BytePointer(Ffmpeg.allocated(avutil.av_malloc(WINDOW_BYTES)));
        window.capacity(WINDOW_BYTES);
        AVIOContext input = avformat.avio_alloc_context(
                window, WINDOW_BYTES, 0, new Ticket(number), reader, null, bridge.seekable() ? seeker : null);
        if (input == null) {
            avutil.av_free(window);
        }
        Ffmpeg.allocated(input).seekable(bridge.seekable() ? avformat.AVIO_SEEKABLE_NORMAL : 0);
        bridges.put(number, bridge);
        return input;
    }

    /** Frees an input, once nothing reads from it any more. */
    void close(AVIOContext input) {
        bridges.remove(input.opaque().address());
        // FFmpeg may have replaced the buffer it was given.
        avutil.av_free(input.buffer());
        avformat.avio_context_free(input);
    }

    /** Frees the callbacks, once no input is open any more. */
    @Override
    public void close() {
        if (!bridges.isEmpty()) {
            throw new IllegalStateException("inputs: " + bridges.size() + " still open (expected: none)");
        }
        reader.close();
        seeker.close();
    }

    private @Nullable SourceBridge bridge(Pointer number) {
        return bridges.get(number.address());
    }

    /** A number in the place of an address; never followed. */
    private static final class Ticket extends Pointer {
        Ticket(long number) {
            address = number;
        }
    }

    private final class Reader extends Read_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer number, BytePointer target, int length) {
            SourceBridge bridge = bridge(number);
            return bridge == null ? AVERROR_EIO() : bridge.read(target, length);
        }
    }

    private final class Seeker extends Seek_Pointer_long_int {
        @Override
        public long call(Pointer number, long offset, int whence) {
            SourceBridge bridge = bridge(number);
            return bridge == null ? AVERROR_EIO() : bridge.seek(offset, whence);
        }
    }
}
