package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.TimeBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/**
 * The audio of a video between the file and whoever takes it along with the frames.
 *
 * <p>A packet is due with the first frame that ends after it begins, and after every frame that comes before it in the file. So the same
 * packets leave with the same frames however far a decoder reads ahead, but for those that the file has ten seconds late.
 *
 * <ul>
 *   <li><b>Backpressure:</b> none of its own; what is held is bounded, and one packet too many ends the job with a sentence.
 *   <li><b>Threads:</b> one at a time.
 *   <li><b>Ownership:</b> closes the converter; packets of FFmpeg's stay the caller's.
 * </ul>
 */
final class AudioLane implements AutoCloseable {
    /** A file whose pictures come that much earlier than its sound is damaged, or cannot be taken in order anyway. */
    static final long MOST_SECONDS_LATE = 10;

    /** Audio that begins later than that after all that came before it has a wrong timestamp. */
    private static final long MOST_SECONDS_APART = 3600;

    /** Timestamp, duration and length of a packet in a record. */
    private static final int RECORD_BYTES = 16;

    private final TimeBase videoUnit;
    private final int videoTicks;
    private final long mostBytes;
    private final Deque<Early> early = new ArrayDeque<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private @Nullable AudioConverter converter;
    private long videoShift;
    private long latestVideo = Long.MIN_VALUE;
    private final AtomicLong bytes = new AtomicLong();
    private long leastPts = Long.MIN_VALUE;
    private long latestTaken = Long.MIN_VALUE;
    private long lost;
    private boolean ended;
    private boolean givenUp;

    /** A packet that came before it was known where time 0 is, and the latest frame before it in the file. */
    private record Early(AVPacket packet, long latestVideo) {}

    /** A packet, and the time in the video's unit after which a frame must end to take it along. */
    private record Held(AudioPacket packet, long due) {}

    /**
     * @param videoUnit of the frames' timestamps
     * @param videoTicks such units in one of the file's
     * @param mostBytes of packets that are held
     */
    AudioLane(TimeBase videoUnit, int videoTicks, long mostBytes) {
        this.videoUnit = videoUnit;
        this.videoTicks = videoTicks;
        this.mostBytes = mostBytes;
    }

    /** Notes a packet of the video, in the order of the file. */
    void sawVideo(AVPacket packet) {
        long time = Ffmpeg.time(packet);
        if (time != Timeline.MISSING) {
            latestVideo = Math.max(latestVideo, time);
        }
    }

    /** Takes a packet of the audio, in the order of the file. */
    void offer(AVPacket packet) {
        if (givenUp) {
            return;
        }
        if (converter == null) {
            early.add(new Early(Ffmpeg.allocated(av_packet_clone(packet)), latestVideo));
            count(Ffmpeg.weight(packet));
        } else {
            hold(converter.take(packet), latestVideo);
        }
    }

    /**
     * Begins to convert, once it is known where time 0 is.
     *
     * @param opened owned by this from here on
     * @param shift taken from every timestamp of the video, in its unit
     */
    void begin(AudioConverter opened, long shift) {
        converter = opened;
        videoShift = shift;
        while (!early.isEmpty()) {
            Early first = early.remove();
            bytes.addAndGet(-Ffmpeg.weight(first.packet()));
            try {
                hold(opened.take(first.packet()), first.latestVideo());
            } finally {
                av_packet_free(first.packet());
            }
        }
        if (ended) {
            hold(opened.finish(), latestVideo);
        }
    }

    /** Lets go of all of it, also of what is still to come. */
    void giveUp() {
        givenUp = true;
        close();
    }

    /** Says that the file is over; once or more. */
    void end() {
        if (!ended && !givenUp && converter != null) {
            hold(converter.finish(), latestVideo);
        }
        ended = true;
    }

    /** Returns whether nothing has come yet, and more may. */
    boolean waits() {
        return held.isEmpty() && !ended;
    }

    /**
     * Returns what the output's file says of the audio; from then on packets that come earlier than it says are left out.
     *
     * <p>Empty where not even that is known, because no packet has come.
     */
    Optional<AudioFormat> format() {
        AudioConverter open = converter;
        if (open == null || givenUp) {
            return Optional.empty();
        }
        long first = held.isEmpty() ? -open.padding() : held.peek().packet().pts();
        long priming = Math.min(Math.max(0, -first), MOST_SECONDS_LATE * open.sampleRate());
        leastPts = -priming;
        dropBefore(leastPts);
        return open.sampleEntry().map(entry -> AudioFormat.of(open.codec(), open.sampleRate(), priming, entry));
    }

    /** Returns, and forgets, what is due before a time in the video's unit. */
    List<AudioPacket> take(long before) {
        List<AudioPacket> taken = new ArrayList<>();
        while (!held.isEmpty() && held.peek().due() < before) {
            AudioPacket packet = held.remove().packet();
            bytes.addAndGet(-weight(packet));
            if (strays(packet)) {
                lost++;
            } else {
                latestTaken = packet.pts();
                taken.add(packet);
            }
        }
        return taken;
    }

    /** Returns how many bytes are held; from any thread. */
    long bytes() {
        return bytes.get();
    }

    /** Returns how many packets were left out, because they were damaged, repeated or out of order. */
    long errors() {
        return lost + (converter == null ? 0 : converter.errors());
    }

    @Override
    public void close() {
        early.forEach(waiting -> av_packet_free(waiting.packet()));
        early.clear();
        held.clear();
        bytes.set(0);
        if (converter != null) {
            converter.close();
        }
    }

    private void hold(List<AudioPacket> packets, long videoBefore) {
        for (AudioPacket packet : packets) {
            if (packet.pts() < leastPts || packet.pts() <= latestTaken) {
                lost++;
            } else {
                dropFrom(packet.pts());
                held.add(new Held(packet, due(packet, videoBefore)));
                count(weight(packet));
            }
        }
    }

    /** One that came before and sounds later has a wrong timestamp, or is there twice: what comes last is right. */
    private void dropFrom(long pts) {
        while (!held.isEmpty() && held.peekLast().packet().pts() >= pts) {
            bytes.addAndGet(-weight(held.removeLast().packet()));
            lost++;
        }
    }

    /** Whether a packet is far behind everything else, of which nothing that follows tells that its timestamp is wrong. */
    private boolean strays(AudioPacket packet) {
        long rate = converter == null ? 1 : converter.sampleRate();
        long video = latestVideo == Long.MIN_VALUE ? 0 : latestVideo * videoTicks - videoShift;
        return packet.pts() - Math.max(latestTaken, 0) > MOST_SECONDS_APART * rate
                && inVideoUnit(packet.pts()) - video > MOST_SECONDS_APART * videoUnit.den();
    }

    private long due(AudioPacket packet, long videoBefore) {
        long begins = inVideoUnit(packet.pts());
        if (videoBefore == Long.MIN_VALUE) {
            return begins;
        }
        long after = videoBefore * videoTicks - videoShift;
        return after - begins > MOST_SECONDS_LATE * videoUnit.den() ? begins : Math.max(begins, after);
    }

    private long inVideoUnit(long samples) {
        long rate = converter == null ? 1 : converter.sampleRate();
        return Math.floorDiv(samples, rate) * videoUnit.den()
                + Math.floorDiv(Math.floorMod(samples, rate) * videoUnit.den(), rate);
    }

    private void dropBefore(long pts) {
        while (!held.isEmpty() && held.peek().packet().pts() < pts) {
            bytes.addAndGet(-weight(held.remove().packet()));
            lost++;
        }
    }

    /** What a packet takes here and in a record. */
    private static int weight(AudioPacket packet) {
        return packet.bytes().length + RECORD_BYTES;
    }

    private void count(int more) {
        if (bytes.addAndGet(more) > mostBytes) {
            throw new TeselaException(
                    FailureCode.TOO_LARGE,
                    "audio: more than " + mostBytes
                            + " bytes of it wait for a frame to go along with (expected: at most that,"
                            + " as where audio and video lie side by side, and a frame comes every few minutes)");
        }
    }
}
