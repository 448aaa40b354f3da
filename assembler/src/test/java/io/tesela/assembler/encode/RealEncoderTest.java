package io.tesela.assembler.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.TileGrid;
import io.tesela.media.BytesSource;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.VideoDecoder;
import io.tesela.media.ffmpeg.FfmpegLog;
import io.tesela.media.ffmpeg.FfmpegSegmentEncoderFactory;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Encoder and muxer with FFmpeg's encoder, which has B-frames and looks ahead. */
class RealEncoderTest {
    private static final MadeJob JOB =
            new MadeJob("job-1", new MadeJob.Shape("invert", new TileGrid(2, 2), 96, 64, 40, 15, 4), 7);

    private final FfmpegLog log = FfmpegLog.install();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void mux_decodedAgain_hasTheSameTimestamps() {
        List<MuxedSegment> segments =
                JobEncoderTest.encode(JOB, new FfmpegSegmentEncoderFactory(), JobEncoderTest.start(JOB), 1);

        assertThat(segments).hasSize(3);
        assertThat(decodedPts(JobEncoderTest.bytes(segments))).isEqualTo(JOB.pts());
    }

    @Test
    void mux_newOwnerFromEachCheckpoint_makesTheSameBytes() {
        FfmpegSegmentEncoderFactory encoders = new FfmpegSegmentEncoderFactory();
        List<MuxedSegment> undisturbed = JobEncoderTest.encode(JOB, encoders, JobEncoderTest.start(JOB), 1);

        for (int taken = 0; taken < undisturbed.size(); taken++) {
            List<MuxedSegment> later =
                    JobEncoderTest.encode(JOB, encoders, JobEncoderTest.after(JOB, undisturbed, taken), 2);

            assertThat(later)
                    .extracting(MuxedSegment::bytes)
                    .containsExactlyElementsOf(undisturbed.subList(taken, undisturbed.size()).stream()
                            .map(MuxedSegment::bytes)
                            .toList());
        }
    }

    private static List<Long> decodedPts(byte[] file) {
        List<Long> pts = new ArrayList<>();
        try (FfmpegVideoDecoderFactory decoders = new FfmpegVideoDecoderFactory();
                BytesSource source = new BytesSource(file);
                VideoDecoder decoder = decoders.open(source, DecodeLimits.DEFAULT)) {
            assertThat(decoder.format().timeBase())
                    .isEqualTo(JOB.spec().format().timeBase());
            for (Optional<DecodedFrame> next = decoder.next(PixelLayout.LUMA);
                    next.isPresent();
                    next = decoder.next(PixelLayout.LUMA)) {
                pts.add(next.get().pts());
            }
            assertThat(decoder.decodeErrors()).isZero();
        }
        return pts;
    }
}
