package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** FFmpeg's native libraries as a whole: loading them, their version, the words for their error codes. */
public final class Ffmpeg {
    /** What FFmpeg takes for a packet besides its bytes: the packet, a reference, a buffer, padding. */
    static final int PACKET_BYTES = 512;

    private static final int LONGEST_MESSAGE = 256;

    private Ffmpeg() {}

    /**
     * Loads the native libraries, so that the first job does not wait for it; costs about a second, ten when they must
     * be extracted first.
     *
     * @throws IllegalStateException if this platform or this class path has none
     */
    public static void warmUp() {
        try {
            Loader.load(avutil.class);
            Loader.load(swscale.class);
            Loader.load(avcodec.class);
            Loader.load(avformat.class);
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "FFmpeg's native libraries do not load: " + e.getMessage() + " (expected: the ffmpeg jar for "
                            + Loader.getPlatform() + " on the class path and a cache folder that can be written)",
                    e);
        }
    }

    /** Returns FFmpeg's version, such as {@code 8.0.1}. */
    public static String version() {
        return avutil.av_version_info().getString();
    }

    /**
     * Bounds every single allocation of FFmpeg in this process: what a header claims beyond it is refused.
     *
     * @param bytes most bytes at once; FFmpeg's own bound is 2 GiB
     */
    public static void limitAllocations(long bytes) {
        warmUp();
        avutil.av_max_alloc(Math.min(bytes, Integer.MAX_VALUE));
    }

    /** Returns FFmpeg's words for an error code. */
    static String words(int error) {
        byte[] message = new byte[LONGEST_MESSAGE];
        avutil.av_strerror(error, message, message.length);
        int length = 0;
        while (length < message.length && message[length] != 0) {
            length++;
        }
        return new String(message, 0, length, StandardCharsets.UTF_8);
    }

    /** Returns whether a code is no failure: it wants more input, or has come to the end. */
    static boolean passing(int result) {
        return result >= 0 || result == AVERROR_EAGAIN() || result == avutil.AVERROR_EOF();
    }

    /** Returns the bytes that a packet takes, with what FFmpeg needs to keep it. */
    static int weight(AVPacket packet) {
        return packet.size() + PACKET_BYTES;
    }

    /** Returns when a packet is presented, else when it is decoded, else {@link Timeline#MISSING}. */
    static long time(AVPacket packet) {
        long time = packet.pts() == avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        return time == avutil.AV_NOPTS_VALUE ? Timeline.MISSING : time;
    }

    /** Returns what FFmpeg allocated, after checking that it did. */
    static <P extends Pointer> P allocated(@Nullable P pointer) {
        if (pointer == null || pointer.isNull()) {
            throw new OutOfMemoryError("FFmpeg could not allocate native memory");
        }
        return pointer;
    }
}
