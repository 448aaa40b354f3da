package io.tesela.media.process;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.MediaSource;
import io.tesela.media.SourceVideo;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that a decoder says of a video, so that what two of them say can be compared. */
record Watched(
        SourceVideo source,
        VideoFormat format,
        Optional<AudioFormat> audio,
        List<String> frames,
        List<AudioPacket> packets,
        List<Long> waitingAudio,
        List<String> changes,
        List<Long> counts) {
    static Watched of(VideoDecoderFactory decoders, MediaSource source, PixelLayout layout) {
        try (VideoDecoder decoder = decoders.open(source, DecodeLimits.DEFAULT.withAudio(8 << 20))) {
            List<String> frames = new ArrayList<>();
            List<AudioPacket> packets = new ArrayList<>();
            List<Long> waiting = new ArrayList<>();
            Optional<DecodedFrame> frame = decoder.next(layout);
            while (frame.isPresent()) {
                DecodedFrame now = frame.get();
                frames.add(now.pts() + " " + now.duration() + " " + now.pixels().crc32c());
                waiting.add(decoder.audioBytes());
                packets.addAll(decoder.takeAudio(now.pts()));
                frame = decoder.next(layout);
            }
            packets.addAll(decoder.takeAudio(Long.MAX_VALUE));
            return new Watched(
                    decoder.source(),
                    decoder.format(),
                    decoder.audio(),
                    frames,
                    packets,
                    waiting,
                    decoder.changes(),
                    List.of(decoder.decodeErrors(), decoder.audioErrors(), decoder.fixedTimestamps()));
        }
    }
}
