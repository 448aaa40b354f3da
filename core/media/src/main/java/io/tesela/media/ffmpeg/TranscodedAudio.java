package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import io.tesela.domain.audio.AudioPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes AAC of the packets of any codec that FFmpeg decodes.
 *
 * <p>What is damaged, or cannot be converted, is left out and counted: it is not heard, and what follows keeps its time.
 */
final class TranscodedAudio implements AudioConverter {
    /** Samples of one frame: more than any codec has, and no more than some megabytes. */
    private static final long MOST_SAMPLES = 1 << 18;

    private final AudioClock clock;
    private final AacEncoder encoder;
    private final SampleCutter cutter;
    private final AVCodecContext decoder;
    private final AVFrame frame = av_frame_alloc();
    private final AVFrame formed = av_frame_alloc();
    private byte[] sampleEntry = new byte[0];
    private @Nullable SampleFormer former;
    private List<AudioPacket> ready = new ArrayList<>();
    private long errors;
    private boolean closed;

    private TranscodedAudio(AVCodec decoding, AacEncoder encoder, AudioClock clock) {
        this.clock = clock;
        this.encoder = encoder;
        this.cutter = new SampleCutter(encoder.codec());
        this.decoder = avcodec_alloc_context3(decoding);
    }

    /**
     * Opens decoder and encoder.
     *
     * @throws io.tesela.domain.failure.TeselaException UNSUPPORTED_CODEC if FFmpeg does not decode such a track
     */
    static TranscodedAudio open(AVStream stream, AudioClock clock) {
        AVCodec decoding = AllowedDecoders.of(stream.codecpar().codec_id())
                .orElseThrow(() -> Refusal.unsupported(
                        "the audio codec " + Tracks.codec(stream.codecpar()) + " is not one that is decoded here",
                        "such as AAC, MP3, AC-3, Opus, FLAC, PCM"));
        TranscodedAudio opened = new TranscodedAudio(decoding, AacEncoder.open(stream.codecpar()), clock);
        try {
            opened.start(stream, decoding);
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public String codec() {
        return "aac";
    }

    @Override
    public int sampleRate() {
        return encoder.codec().sample_rate();
    }

    @Override
    public int padding() {
        return encoder.codec().initial_padding();
    }

    @Override
    public Optional<byte[]> sampleEntry() {
        return Optional.of(sampleEntry);
    }

    @Override
    public List<AudioPacket> take(AVPacket taken) {
        // One without any bytes would tell the decoder that it has had the last.
        if (taken.size() > 0) {
            errors += avcodec_send_packet(decoder, taken) < 0 ? 1 : 0;
            decode();
        }
        return drained();
    }

    @Override
    public List<AudioPacket> finish() {
        avcodec_send_packet(decoder, null);
        decode();
        endForm();
        cutter.finish(this::encode);
        ready.addAll(encoder.encode(null));
        return drained();
    }

    @Override
    public long errors() {
        return errors + encoder.errors();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (former != null) {
                former.close();
            }
            cutter.close();
            encoder.close();
            avcodec_free_context(decoder);
            av_frame_free(frame);
            av_frame_free(formed);
        }
    }

    private void start(AVStream stream, AVCodec decoding) {
        Ffmpeg.allocated(decoder);
        Ffmpeg.allocated(frame);
        Ffmpeg.allocated(formed);
        sampleEntry = encoder.sampleEntry();
        avcodec_parameters_to_context(decoder, stream.codecpar());
        decoder.pkt_timebase(stream.time_base());
        decoder.thread_count(1);
        decoder.max_samples(MOST_SAMPLES);
        decoder.flags(decoder.flags() | AV_CODEC_FLAG_BITEXACT);
        int result = avcodec_open2(decoder, decoding, (AVDictionary) null);
        if (result < 0) {
            throw Refusal.unsupported(
                    "the audio codec " + Tracks.codec(stream.codecpar()) + " does not open: " + Ffmpeg.words(result),
                    "audio that FFmpeg decodes");
        }
    }

    private void decode() {
        int result;
        while ((result = avcodec_receive_frame(decoder, frame)) == 0) {
            if (frame.nb_samples() > 0) {
                form();
            }
            av_frame_unref(frame);
        }
        errors += Ffmpeg.passing(result) ? 0 : 1;
    }

    private void form() {
        AudioClock.Stamp stamp = clock.next(FrameDecoder.pts(frame), 0, lengthInOutput(), 0);
        SampleFormer known = former;
        if (known == null || !known.takes(frame)) {
            endForm();
            known = SampleFormer.open(frame, encoder.codec());
            former = known;
        }
        boolean taken = known != null && known.form(frame, formed) >= 0 && cut(stamp.pts());
        errors += taken ? 0 : 1;
    }

    /** What comes has another form than what was: what is held back of that comes first. */
    private void endForm() {
        SampleFormer ended = former;
        if (ended != null) {
            former = null;
            if (ended.form(null, formed) >= 0) {
                cutter.append(formed, this::encode);
            }
            ended.close();
        }
    }

    private boolean cut(long time) {
        return formed.nb_samples() == 0 || cutter.add(formed, time, this::encode);
    }

    private int lengthInOutput() {
        return (int) ((long) frame.nb_samples() * sampleRate() / Math.max(1, frame.sample_rate()));
    }

    private void encode(AVFrame samples) {
        ready.addAll(encoder.encode(samples));
    }

    private List<AudioPacket> drained() {
        List<AudioPacket> packets = ready;
        ready = new ArrayList<>();
        return packets;
    }
}
