package io.tesela.media.ffmpeg;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.TimeBase;
import io.tesela.media.DecodeLimits;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what can become of a file's audio: handed on as it is, made AAC of, or left out, and why.
 *
 * <p><b>Threads:</b> one at a time; blocks while the source does.
 */
final class AudioIntake {
    private static final Logger LOG = LoggerFactory.getLogger(AudioIntake.class);

    /** Seconds of the video that are read ahead until its audio begins; what begins later is described without a packet. */
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
        if (parameters.sample_rate() < 1 || parameters.ch_layout().nb_channels() < 1) {
            return dropped("its sample rate or its channels are not known");
        }
        try {
            AudioConverter converter = converter(parameters, (double) shift / unit.den(), jumps);
            lane.begin(converter, shift);
            packets.findAudio(
                    limits.probeBytes(),
                    MOST_SECONDS_AHEAD
                            * unit.den()
                            / packets.video().time_base().num());
            if (converter.errors() > 0 && lane.bytes() == 0) {
                return dropped("nothing that came of it could be decoded or converted");
            }
            return lane.format()
                    .map(format -> taken(format, converter))
                    .orElseGet(() -> dropped("none of it came in the first seconds"));
        } catch (TeselaException e) {
            return dropped(e.sentence());
        } catch (IllegalArgumentException e) {
            return dropped("it cannot be described: " + e.getMessage());
        }
    }

    /** A codec that an MP4 holds, in a form that it does not hold, is one of those that are converted. */
    private AudioConverter converter(
            AVCodecParameters parameters, double shiftSeconds, Optional<ClockJumps.Track> jumps) {
        if (PassedAudio.takes(parameters)) {
            try {
                return PassedAudio.open(stream, clock(parameters.sample_rate(), shiftSeconds, jumps));
            } catch (TeselaException e) {
                LOG.atDebug().setCause(e).log("audio is converted instead");
            }
        }
        int rate = AacEncoder.rateFor(parameters.sample_rate());
        return TranscodedAudio.open(stream, clock(rate, shiftSeconds, jumps));
    }

    private AudioClock clock(int rate, double shiftSeconds, Optional<ClockJumps.Track> jumps) {
        return new AudioClock(
                stream.time_base().num(), stream.time_base().den(), rate, Math.round(shiftSeconds * rate), jumps);
    }

    private Outcome taken(AudioFormat format, AudioConverter converter) {
        Optional<String> changed = converter instanceof TranscodedAudio
                ? Optional.of("audio converted from " + Tracks.codec(stream.codecpar()) + " to " + format.codec())
                : Optional.empty();
        return new Outcome(Optional.of(format), changed, Optional.empty());
    }

    private Outcome dropped(String reason) {
        lane.giveUp();
        return new Outcome(
                Optional.empty(),
                Optional.empty(),
                Optional.of("audio " + Tracks.codec(stream.codecpar()) + " (" + reason + ")"));
    }
}
