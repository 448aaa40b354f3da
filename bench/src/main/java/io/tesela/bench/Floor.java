package io.tesela.bench;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.RecentFrames;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.filters.FilterEngine;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.SegmentEncoder;
import io.tesela.media.SegmentEncoderFactory;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does the work of a job as plainly as it can be done: decode a frame, filter it whole, encode it, one after the other.
 *
 * <p>Decoder, filters and encoder, their settings and the length of a segment are those of the service, so both make the same
 * pictures and packets.
 *
 * <p><b>Threads:</b> works on the caller's.
 */
final class Floor {
    private final Scenario scenario;
    private final int segmentFrames;
    private final VideoDecoderFactory decoders;
    private final SegmentEncoderFactory encoders;
    private final FilterEngine engine;

    /** @param segmentFrames frames of one segment of the service */
    Floor(
            Scenario scenario,
            int segmentFrames,
            VideoDecoderFactory decoders,
            SegmentEncoderFactory encoders,
            FilterEngine engine) {
        this.scenario = scenario;
        this.segmentFrames = segmentFrames;
        this.decoders = decoders;
        this.encoders = encoders;
        this.engine = engine;
    }

    /** What one pass over the clip took, and the CRC32C of each filtered frame, as its encoder gets it. */
    record Pass(FloorCost cost, List<Integer> frameCrc32c) {
        Pass {
            frameCrc32c = List.copyOf(frameCrc32c);
        }
    }

    /** Returns what the second pass over the whole clip takes; the first one lets the JVM get warm. */
    Pass measure() {
        new OnePass().run();
        return new OnePass().run();
    }

    private final class OnePass {
        private final ThreadStopwatch decoding = new ThreadStopwatch();
        private final ThreadStopwatch filtering = new ThreadStopwatch();
        private final ThreadStopwatch encoding = new ThreadStopwatch();
        private final List<Integer> frameCrc32c = new ArrayList<>();
        private @Nullable SegmentEncoder segment;

        Pass run() {
            try (ClipSource source = ClipSource.of(scenario.clip());
                    VideoDecoder decoder = decoding.time(() -> decoders.open(source, DecodeLimits.DEFAULT))) {
                VideoFormat format = decoder.format();
                work(decoder, format);
                return new Pass(cost(format), frameCrc32c);
            } finally {
                closeSegment();
            }
        }

        private void work(VideoDecoder decoder, VideoFormat format) {
            ChainPlan plan = ChainPlan.of(scenario.filters(), scenario.tiles(), format.width(), format.height());
            PixelLayout layout = plan.layout();
            RecentFrames recent = new RecentFrames(plan.temporalExtent());
            Optional<DecodedFrame> frame = decoding.time(() -> decoder.next(layout));
            while (frame.isPresent()) {
                DecodedFrame decoded = frame.get();
                List<PixelBuffer> newestFirst = recent.with(decoded.pixels());
                PixelBuffer filtered = filtering.time(() -> engine.runWhole(scenario.filters(), newestFirst));
                encode(filtered, decoded.pts(), format);
                frameCrc32c.add(filtered.crc32cInI420());
                frame = decoding.time(() -> decoder.next(layout));
            }
            finishSegment();
        }

        private void encode(PixelBuffer frame, long pts, VideoFormat format) {
            if (frameCrc32c.size() % segmentFrames == 0) {
                finishSegment();
                segment = encoding.time(() -> encoders.open(format, EncoderSettings.DEFAULT));
            }
            SegmentEncoder open = segment;
            if (open != null) {
                encoding.time(() -> open.encode(frame, pts));
            }
        }

        private void finishSegment() {
            SegmentEncoder open = segment;
            if (open != null) {
                encoding.time(open::finish);
                closeSegment();
            }
        }

        private void closeSegment() {
            SegmentEncoder open = segment;
            if (open != null) {
                segment = null;
                open.close();
            }
        }

        private FloorCost cost(VideoFormat format) {
            int frames = frameCrc32c.size();
            return new FloorCost(
                    frames,
                    format.width(),
                    format.height(),
                    decoding.millis() / frames,
                    filtering.millis() / frames,
                    encoding.millis() / frames);
        }
    }
}
