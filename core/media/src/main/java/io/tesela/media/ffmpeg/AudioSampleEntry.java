package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_NEW_EXTRADATA;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/**
 * Has FFmpeg's own MP4 muxer describe an audio track, and takes the description out of its header: FFmpeg knows how for every codec.
 *
 * <p>Source: ISO/IEC 14496-12, 8.5.2 ({@code stsd}).
 */
final class AudioSampleEntry {
    private static final List<String> PATH = List.of("moov", "trak", "mdia", "minf", "stbl", "stsd");
    private static final int BOX_HEADER = 8;
    /** Version, flags and the number of entries. */
    private static final int STSD_HEADER = 8;

    private AudioSampleEntry() {}

    /** Returns the entry of a track whose container says all that is to be said. */
    static byte[] of(AVCodecParameters parameters) {
        return of(parameters, new byte[0], null);
    }

    /**
     * Returns the entry of a track whose container does not say how to set up a decoder.
     *
     * @param extradata says it instead
     */
    static byte[] of(AVCodecParameters parameters, byte[] extradata) {
        return of(parameters, extradata, null);
    }

    /**
     * Returns the entry of a track.
     *
     * @param packet one of the track, which says the rest; left as it is
     */
    static byte[] of(AVCodecParameters parameters, AVPacket packet) {
        return of(parameters, newExtradata(packet), packet);
    }

    private static byte[] of(AVCodecParameters parameters, byte[] extradata, @Nullable AVPacket packet) {
        AVFormatContext muxer = new AVFormatContext(null);
        check(avformat_alloc_output_context2(muxer, null, "mp4", null));
        try {
            AVStream stream = Ffmpeg.allocated(avformat_new_stream(muxer, null));
            check(avcodec_parameters_copy(stream.codecpar(), parameters));
            stream.codecpar().codec_tag(0);
            stream.time_base().num(1).den(parameters.sample_rate());
            muxer.flags(muxer.flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
            if (extradata.length > 0) {
                setExtradata(stream.codecpar(), extradata);
            }
            return entry(header(muxer, packet));
        } finally {
            avformat_free_context(muxer);
        }
    }

    /** What a bitstream filter found out goes along with the first packet that it lets through. */
    private static byte[] newExtradata(AVPacket packet) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            BytePointer found = av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, size);
            byte[] bytes = new byte[found == null ? 0 : (int) size.get()];
            if (found != null) {
                found.get(bytes);
            }
            return bytes;
        }
    }

    private static void setExtradata(AVCodecParameters target, byte[] extradata) {
        BytePointer copy = new BytePointer(
                Ffmpeg.allocated(avutil.av_mallocz((long) extradata.length + AV_INPUT_BUFFER_PADDING_SIZE)));
        copy.capacity(extradata.length);
        copy.put(extradata);
        avutil.av_free(target.extradata());
        target.extradata(copy).extradata_size(extradata.length);
    }

    private static byte[] header(AVFormatContext muxer, @Nullable AVPacket packet) {
        AVIOContext memory = new AVIOContext(null);
        check(avio_open_dyn_buf(memory));
        muxer.pb(memory);
        AVDictionary options = new AVDictionary(null);
        BytePointer bytes = new BytePointer((BytePointer) null);
        try {
            String late = packet == null ? "" : "+delay_moov";
            av_dict_set(options, "movflags", "empty_moov+default_base_moof+frag_custom" + late, 0);
            int result = avformat_write_header(muxer, options);
            if (result >= 0 && packet != null) {
                result = write(muxer, packet);
            }
            int size = avio_close_dyn_buf(memory, bytes);
            muxer.pb((AVIOContext) null);
            check(result);
            byte[] header = new byte[size];
            bytes.capacity(size).get(header);
            return header;
        } finally {
            av_dict_free(options);
            avutil.av_free(bytes);
        }
    }

    private static int write(AVFormatContext muxer, AVPacket packet) {
        AVPacket copy = Ffmpeg.allocated(av_packet_clone(packet));
        try {
            copy.stream_index(0);
            copy.pts(0).dts(0);
            int result = av_write_frame(muxer, copy);
            return result < 0 ? result : av_write_frame(muxer, null);
        } finally {
            av_packet_free(copy);
        }
    }

    private static byte[] entry(byte[] header) {
        ByteBuffer inside = ByteBuffer.wrap(header);
        for (String type : PATH) {
            inside = child(inside, type);
        }
        byte[] entry = new byte[inside.position(STSD_HEADER).getInt(STSD_HEADER)];
        inside.get(entry);
        return entry;
    }

    /** Returns what is inside the first box of a type. */
    private static ByteBuffer child(ByteBuffer boxes, String type) {
        int position = 0;
        while (position + BOX_HEADER <= boxes.limit()) {
            int size = boxes.getInt(position);
            byte[] letters = new byte[Integer.BYTES];
            boxes.get(position + Integer.BYTES, letters);
            if (new String(letters, StandardCharsets.ISO_8859_1).equals(type)) {
                return boxes.slice(position + BOX_HEADER, size - BOX_HEADER);
            }
            position += Math.max(size, BOX_HEADER);
        }
        throw new IllegalStateException(
                "box '" + type + "': none (expected: one, in the header of FFmpeg's MP4 muxer)");
    }

    private static void check(int result) {
        if (result < 0) {
            throw Refusal.unsupported(
                    "the audio cannot be described in an MP4: " + Ffmpeg.words(result), "audio that an MP4 holds");
        }
    }
}
