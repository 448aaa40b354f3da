package io.tesela.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.RecentFrames;
import io.tesela.domain.frame.TimeBase;
import io.tesela.filters.FilterEngine;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.FileSource;
import io.tesela.media.VideoDecoder;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The clips that tests work on, and what is true of them. */
final class Clips {
    private static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("tesela.root"), "tesela.root"));

    private Clips() {}

    /**
     * A clip with the facts that other tools found.
     *
     * @param frames that decode
     * @param width upright, not padded
     * @param height upright, not padded
     */
    record Clip(Path path, int frames, int width, int height) {
        @Override
        public String toString() {
            return String.valueOf(path.getFileName());
        }
    }

    static Path sample(String name) {
        return ROOT.resolve("samples").resolve(name);
    }

    /** Returns the clips that every clone has. */
    static List<Clip> samples() throws IOException {
        return read(ROOT.resolve("samples"));
    }

    /** Returns the larger set beside the clone, empty where it is not. */
    static List<Clip> shared() throws IOException {
        Path folder = ROOT.resolve("../shared/videos").normalize();
        return Files.isRegularFile(folder.resolve("expected.json")) ? read(folder) : List.of();
    }

    /**
     * When the frames of a video are shown.
     *
     * @param pts of all frames, in units of the stream
     * @param seconds from the first frame's begin to the last one's end
     */
    record Times(List<Long> pts, double seconds) {}

    /** Returns when the frames are shown. */
    static Times times(Path video) throws IOException {
        List<Long> pts = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        TimeBase unit = decode(video, PixelLayout.LUMA, frame -> {
            pts.add(frame.pts());
            ends.add(frame.pts() + frame.duration());
        });
        long units = ends.get(ends.size() - 1) - pts.get(0);
        return new Times(pts, (double) units * unit.num() / unit.den());
    }

    /** Returns the pts of all frames, in units of the stream. */
    static List<Long> pts(Path video) throws IOException {
        return times(video).pts();
    }

    /** Returns the CRC32C of each frame after filtering it whole, in one thread, without tiles. */
    static List<String> wholeFrameCrcs(Path video, String filters) throws IOException {
        FilterChain chain = FilterChain.parse(filters, FilterCatalogue.standard());
        boolean gray =
                chain.filters().stream().anyMatch(spec -> spec.declaration().gray(spec));
        FilterEngine engine = FilterEngine.standard();
        RecentFrames recent = new RecentFrames(chain.temporalExtent());
        List<String> crcs = new ArrayList<>();
        decode(
                video,
                gray ? PixelLayout.LUMA : PixelLayout.I420,
                frame -> crcs.add(String.format(
                        "%08x",
                        engine.runWhole(chain, recent.with(frame.pixels())).crc32cInI420())));
        return crcs;
    }

    private static TimeBase decode(Path video, PixelLayout layout, Consumer<DecodedFrame> taker) throws IOException {
        try (FfmpegVideoDecoderFactory decoders = new FfmpegVideoDecoderFactory();
                FileSource source = FileSource.open(video);
                VideoDecoder decoder = decoders.open(source, DecodeLimits.DEFAULT)) {
            Optional<DecodedFrame> frame = decoder.next(layout);
            while (frame.isPresent()) {
                taker.accept(frame.get());
                frame = decoder.next(layout);
            }
            return decoder.format().timeBase();
        }
    }

    private static List<Clip> read(Path folder) throws IOException {
        List<Clip> clips = new ArrayList<>();
        for (JsonNode entry : JsonMapper.builder()
                .build()
                .readTree(folder.resolve("expected.json").toFile())) {
            if (entry.path("probe_rc").asInt() == 0) {
                clips.add(new Clip(
                        folder.resolve(entry.path("file").asText()),
                        entry.path("decoded_frames").asInt(),
                        entry.path("display").path(0).asInt(),
                        entry.path("display").path(1).asInt()));
            }
        }
        return clips;
    }
}
