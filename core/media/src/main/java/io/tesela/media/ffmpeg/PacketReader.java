package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.jspecify.annotations.Nullable;

/**
 * Yields the packets of a file's video, and sorts out those of its audio on the way.
 *
 * <p><b>Order:</b> that of the file. <b>Threads:</b> one at a time; blocks while the source does. <b>Ownership:</b> does not own the demuxer.
 */
final class PacketReader implements AutoCloseable {
    private final Demuxer demuxer;
    private final @Nullable AudioLane audio;
    private final Deque<AVPacket> ahead = new ArrayDeque<>();
    private long aheadBytes;

    /** @param audio takes packets that are not of the video; null: there are none */
    PacketReader(Demuxer demuxer, @Nullable AudioLane audio) {
        this.demuxer = demuxer;
        this.audio = audio;
    }

    /** Returns the track whose packets {@link #read} yields. */
    AVStream video() {
        return demuxer.video();
    }

    /** Returns how many reads failed on damaged data. */
    long readErrors() {
        return demuxer.readErrors();
    }

    /** Reads the next packet of the video; false at the end. The caller unreferences it. */
    boolean read(AVPacket packet) {
        AVPacket waiting = ahead.poll();
        if (waiting == null) {
            return readOn(packet);
        }
        av_packet_move_ref(packet, waiting);
        av_packet_free(waiting);
        return true;
    }

    /**
     * Reads ahead until the audio has begun.
     *
     * @param mostBytes of the video that are kept for it
     * @param mostTicks of the video's time, in its unit
     */
    void findAudio(long mostBytes, long mostTicks) {
        long first = Timeline.MISSING;
        long last = Timeline.MISSING;
        while (audio != null && audio.waits() && aheadBytes < mostBytes && last - first < mostTicks) {
            AVPacket packet = Ffmpeg.allocated(av_packet_alloc());
            if (!kept(packet)) {
                return;
            }
            aheadBytes += Ffmpeg.weight(packet);
            long time = Ffmpeg.time(packet);
            first = first == Timeline.MISSING ? time : first;
            last = time == Timeline.MISSING ? last : Math.max(time, last);
        }
    }

    /** Fills a packet and puts it aside; frees it if that fails, or there is none. */
    private boolean kept(AVPacket packet) {
        boolean read = false;
        try {
            read = readOn(packet);
            return read;
        } finally {
            if (read) {
                ahead.add(packet);
            } else {
                av_packet_free(packet);
            }
        }
    }

    @Override
    public void close() {
        ahead.forEach(packet -> av_packet_free(packet));
        ahead.clear();
    }

    private boolean readOn(AVPacket packet) {
        while (demuxer.read(packet)) {
            if (packet.stream_index() == demuxer.video().index()) {
                if (audio != null) {
                    audio.sawVideo(packet);
                }
                return true;
            }
            if (audio != null) {
                audio.offer(packet);
            }
            av_packet_unref(packet);
        }
        if (audio != null) {
            audio.end();
        }
        return false;
    }
}
