package io.tesela.media.ffmpeg;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.TimeBase;
import io.tesela.media.DecodeLimits;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Finds out what can become of a file's audio: handed on as it is, made AAC of, or left out, and why.
 *
 * <p><b>Threads:</b> one at a time; blocks while the source does.
 */
final class AudioIntake {
    /** How much longer than that a video may be silent at its beginning before its first frame leaves. */
    private static final long MOST_SECONDS_AHEAD = 2;

    private final AVStream stream;
    private final AudioLane lane;
    private final DecodeLimits limits;

    /** @param lane of the track */
    AudioIntake(AVStream stream, AudioLane lane, DecodeLimits limits) {
        this.stream = stream;
        this.lane = lane;
        this.limits = limits;
    }

    /**
     * What becomes of the audio.
     *
     * @param format of the output's track, if it has one
     * @param changed one sentence, if its packets are not those of the file
     * @param dropped why there is none; empty if there is
     */
    record Outcome(Optional<AudioFormat> format, Optional<String> changed, Optional<String> dropped) {
        /** Nobody wants any, or there is none. */
        static final Outcome NONE = new Outcome(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Reads on until the audio has begun, and decides.
     *
     * @param unit of the frames' timestamps
     * @param shift taken from every timestamp of the video, in that unit
     * @param jumps of the track; empty where clocks of the container do not begin anew
     */
    Outcome open(PacketReader packets, TimeBase unit, long shift, Optional<ClockJumps.Track> jumps) {
        AVCodecParameters parameters = stream.codecpar();
        boolean passed = PassedAudio.takes(parameters);
        if (parameters.sample_rate() < 1 || parameters.ch_layout().nb_channels() < 1) {
            return dropped("its sample rate or its channels are not known");
        }
        try {
            int rate = passed ? parameters.sample_rate() : TranscodedAudio.rateFor(parameters.sample_rate());
            long shiftInSamples = Math.round((double) shift * rate / unit.den());
            AudioClock clock =
                    new AudioClock(stream.time_base().num(), stream.time_base().den(), rate, shiftInSamples, jumps);
            lane.begin(passed ? PassedAudio.open(stream, clock) : TranscodedAudio.open(stream, clock), shift);
            packets.findAudio(limits.probeBytes(), MOST_SECONDS_AHEAD * unit.den());
        } catch (TeselaException e) {
            return dropped(e.sentence());
        }
        Optional<AudioFormat> format = lane.format();
        if (format.isEmpty()) {
            return dropped("none of it came in the first seconds");
        }
        String source = Tracks.codec(parameters);
        return new Outcome(
                format,
                passed
                        ? Optional.empty()
                        : Optional.of("audio converted from " + source + " to "
                                + format.get().codec()),
                Optional.empty());
    }

    private Outcome dropped(String reason) {
        lane.giveUp();
        return new Outcome(
                Optional.empty(),
                Optional.empty(),
                Optional.of("audio " + Tracks.codec(stream.codecpar()) + " (" + reason + ")"));
    }
}
