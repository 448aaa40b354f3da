package io.tesela.assembler.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.assembler.join.ComposedFrame;
import io.tesela.assembler.join.Cut;
import io.tesela.assembler.join.JoinedFrame;
import io.tesela.assembler.testing.FakeEncoders;
import io.tesela.assembler.testing.FragmentReader;
import io.tesela.assembler.testing.FragmentReader.Sample;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.ProcessorShare;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.domain.report.TileCounts;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Load;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.media.SegmentEncoderFactory;
import io.tesela.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Encoder and muxer together, with encoders that say what they were given. */
class JobEncoderTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(50_000), ZoneOffset.UTC);

    @Test
    void mux_wholeJob_givesEverySampleItsPtsInAnOrderThatCanBeDecoded() {
        Random random = Seeds.random("mux");
        for (int run = 0; run < 50; run++) {
            MadeJob job = job(1 + random.nextInt(30), 1 + random.nextInt(9), random.nextLong());

            List<Sample> samples = FragmentReader.read(bytes(encode(job, new FakeEncoders(), start(job), 1)));

            assertThat(samples.stream().map(Sample::pts).sorted()).containsExactlyElementsOf(job.pts());
            assertThat(samples).isSortedAccordingTo((a, b) -> Long.compare(a.dts(), b.dts()));
            assertThat(samples).allMatch(sample -> sample.dts() <= sample.pts());
            assertThat(samples).allMatch(sample -> sample.payload().startsWith("pts " + sample.pts() + " crc "));
            assertThat(samples.stream().filter(Sample::keyframe)).hasSize(job.segments());
        }
    }

    @Test
    void mux_fromACheckpoint_makesTheSameBytes() {
        Random random = Seeds.random("mux from a checkpoint");
        for (int run = 0; run < 50; run++) {
            MadeJob job = job(2 + random.nextInt(20), 1 + random.nextInt(6), random.nextLong());
            List<MuxedSegment> undisturbed = encode(job, new FakeEncoders(), start(job), 1);
            int taken = random.nextInt(undisturbed.size());

            List<MuxedSegment> later = encode(job, new FakeEncoders(), after(job, undisturbed, taken), 2);

            assertThat(later).hasSize(undisturbed.size() - taken);
            for (int i = 0; i < later.size(); i++) {
                MuxedSegment expected = undisturbed.get(taken + i);
                assertThat(later.get(i).bytes()).isEqualTo(expected.bytes());
                assertThat(later.get(i).receipt().epoch()).isEqualTo(2);
                assertThat(later.get(i).receipt().crc32c())
                        .isEqualTo(expected.receipt().crc32c());
                assertThat(later.get(i).lastPts()).isEqualTo(expected.lastPts());
            }
        }
    }

    @Test
    void mux_receipt_saysWhatTheSegmentIs() {
        MadeJob job = job(7, 3, 1);

        List<MuxedSegment> segments = encode(job, new FakeEncoders(), start(job), 4);

        assertThat(segments).extracting(segment -> segment.receipt().segment()).containsExactly(0, 1, 2);
        assertThat(segments).extracting(MuxedSegment::nextFrame).containsExactly(3L, 6L, 7L);
        assertThat(segments).extracting(segment -> segment.receipt().last()).containsExactly(false, false, true);
        SegmentReceipt second = segments.get(1).receipt();
        assertThat(second.job()).isEqualTo(job.id());
        assertThat(second.epoch()).isEqualTo(4);
        assertThat(second.firstFrame()).isEqualTo(3);
        assertThat(second.frameCrc32c())
                .containsExactly(
                        job.original(3).crc32c(),
                        job.original(4).crc32c(),
                        job.original(5).crc32c());
        assertThat(second.endPts()).isEqualTo(job.pts().get(6));
        assertThat(second.encoder()).isEqualTo("fake");
        assertThat(second.bytes()).isEqualTo(segments.get(1).bytes().remaining());
        assertThat(second.crc32c()).isEqualTo(crc32c(segments.get(1).bytes()));
        // Decoded at 3, 4 and 5 s, encoded at 50 s.
        assertThat(second.latency().count()).isEqualTo(3);
        assertThat(second.latency().totalMicros()).isEqualTo(138_000_000);
    }

    @Test
    void ledger_countsWhatBecameOfTheTiles() {
        MadeJob job = job(1, 1, 2);
        TileResult retried = job.result(job.verdict(0, 0, 1, TileStatus.FILTERED, "p1", 3), job.core(0, 0));
        TileResult hedged = job.result(job.verdict(0, 1, 2, TileStatus.FILTERED, "p2", 1), job.core(0, 1));
        List<TileResult> tiles = List.of(retried, hedged, job.failed(0, 2, 4), job.filled(0, 3, 3));
        JobEncoder encoder = new JobEncoder(job.spec(), new FakeEncoders(), CLOCK);

        SegmentInWork segment = encoder.take(
                        new ComposedFrame(new JoinedFrame(job.manifest(0), tiles, 5), job.original(0)))
                .get(0);
        SegmentReceipt receipt = new SegmentMuxer(job.spec(), start(job))
                .mux(encoder.finish(segment))
                .receipt();

        assertThat(receipt.counts()).isEqualTo(new TileCounts(4, 1, 2, 2, 5));
        assertThat(receipt.degraded())
                .containsExactly(
                        new DegradedTile(0, 2, "reason FAILED", 4), new DegradedTile(0, 3, "reason FILLED", 3));
        assertThat(receipt.processors()).extracting(ProcessorShare::id).containsExactly("p0", "p1", "p2");
        assertThat(receipt.processors()).allMatch(share -> share.tiles() == 1);
    }

    @Test
    void cut_openSegment_endsItAndGoesOnWithTheNext() {
        // Given: frames 0 to 2, then 3 alone, then the rest in segments of their own
        MadeJob job = job(8, 3, 6);
        JobEncoder encoder = new JobEncoder(job.spec(), new FakeEncoders(), CLOCK);
        List<SegmentInWork> ended = new ArrayList<>();
        for (long frame = 0; frame < 4; frame++) {
            ended.addAll(encoder.take(composed(job, frame)));
        }

        // When
        assertThat(encoder.cut(new Cut(0, 2))).as("of a segment that has ended").isEmpty();
        ended.addAll(encoder.cut(new Cut(1, 3)));
        assertThat(encoder.cut(new Cut(1, 3))).as("once more").isEmpty();
        for (long frame = 4; frame < 8; frame++) {
            ended.addAll(encoder.take(later(job, frame)));
        }

        // Then
        assertThat(ended).extracting(SegmentInWork::number).containsExactly(0, 1, 2, 3);
        assertThat(ended).extracting(SegmentInWork::firstFrame).containsExactly(0L, 3L, 4L, 6L);
        assertThat(ended).extracting(segment -> segment.pts().size()).containsExactly(3, 1, 2, 2);
        assertThat(ended).extracting(SegmentInWork::lastInJob).containsExactly(false, false, false, true);
    }

    @Test
    void take_frameOfTheSegmentAfterACutThatWasNotHeard_endsTheOpenOneWithTheSameBytes() {
        // Given
        MadeJob job = job(8, 3, 6);

        // When
        byte[] heard = bytes(encodeCut(job, true));
        byte[] unheard = bytes(encodeCut(job, false));

        // Then
        assertThat(unheard).isEqualTo(heard);
    }

    private static List<MuxedSegment> encodeCut(MadeJob job, boolean heard) {
        SegmentMuxer muxer = new SegmentMuxer(job.spec(), start(job));
        List<SegmentInWork> ended = new ArrayList<>();
        List<MuxedSegment> segments = new ArrayList<>();
        try (JobEncoder encoder = new JobEncoder(job.spec(), new FakeEncoders(), CLOCK)) {
            for (long frame = 0; frame < job.frames(); frame++) {
                ended.addAll(encoder.take(frame < 4 ? composed(job, frame) : later(job, frame)));
                if (heard && frame == 3) {
                    ended.addAll(encoder.cut(new Cut(1, 3)));
                }
            }
            ended.stream().map(encoder::finish).map(muxer::mux).forEach(segments::add);
        }
        return segments;
    }

    /** Returns a frame behind a cut: one segment later. */
    private static ComposedFrame later(MadeJob job, long frame) {
        ComposedFrame composed = composed(job, frame);
        FrameManifest manifest = composed.source().manifest();
        FrameManifest moved = new FrameManifest(
                manifest.job(),
                manifest.timing(),
                manifest.segment() + 1,
                manifest.position(),
                manifest.decodedAtMs(),
                manifest.audio());
        return new ComposedFrame(new JoinedFrame(moved, composed.source().tiles(), 0), composed.pixels());
    }

    @Test
    void close_midSegment_closesEveryEncoder() {
        MadeJob job = job(8, 3, 3);
        FakeEncoders encoders = new FakeEncoders();
        JobEncoder encoder = new JobEncoder(job.spec(), encoders, CLOCK);
        for (int i = 0; i < 5; i++) {
            encoder.take(composed(job, i));
        }
        assertThat(encoders.open()).isEqualTo(2);

        encoder.close();

        assertThat(encoders.open()).isZero();
        assertThat(encoders.misuses()).isEmpty();
    }

    @Test
    void take_afterClose_refusesAndLeavesNothingOpen() {
        MadeJob job = job(8, 3, 4);
        FakeEncoders encoders = new FakeEncoders();
        JobEncoder encoder = new JobEncoder(job.spec(), encoders, CLOCK);
        encoder.close();

        assertThatThrownBy(() -> encoder.take(composed(job, 0))).isInstanceOf(IllegalStateException.class);

        assertThat(encoders.open()).isZero();
        assertThat(encoders.misuses()).isEmpty();
    }

    @Test
    void finish_ofAnEncoderThatFails_staysWithWhoCloses() {
        MadeJob job = job(1, 1, 5);
        FakeEncoders encoders = new FakeEncoders(pts -> {
            throw new IllegalStateException("encoder broke");
        });
        JobEncoder encoder = new JobEncoder(job.spec(), encoders, CLOCK);

        assertThatThrownBy(() -> encoder.take(composed(job, 0))).hasMessage("encoder broke");
        encoder.close();

        assertThat(encoders.open()).isZero();
    }

    static List<MuxedSegment> encode(MadeJob job, SegmentEncoderFactory encoders, Checkpoint from, long epoch) {
        Checkpoint own = new Checkpoint(
                job.id(),
                epoch,
                from.nextSegment(),
                from.nextFrame(),
                from.firstPts(),
                from.lastPts(),
                from.released(),
                List.of(),
                Load.NONE);
        SegmentMuxer muxer = new SegmentMuxer(job.spec(), own);
        List<MuxedSegment> segments = new ArrayList<>();
        try (JobEncoder encoder = new JobEncoder(job.spec(), encoders, CLOCK)) {
            for (long frame = from.nextFrame(); frame < job.frames(); frame++) {
                List<SegmentInWork> ended = encoder.take(composed(job, frame));
                ended.stream().map(encoder::finish).map(muxer::mux).forEach(segments::add);
            }
        }
        return segments;
    }

    static Checkpoint start(MadeJob job) {
        return Checkpoint.start(job.id(), 1);
    }

    /** Returns the checkpoint that names a number of segments as published. */
    static Checkpoint after(MadeJob job, List<MuxedSegment> segments, int taken) {
        if (taken == 0) {
            return start(job);
        }
        MuxedSegment last = segments.get(taken - 1);
        return new Checkpoint(
                job.id(),
                1,
                taken,
                last.nextFrame(),
                last.firstPts(),
                last.lastPts(),
                last.nextFrame(),
                List.of(),
                Load.NONE);
    }

    static byte[] bytes(List<MuxedSegment> segments) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (MuxedSegment segment : segments) {
            byte[] bytes = new byte[segment.bytes().remaining()];
            segment.bytes().get(bytes);
            file.writeBytes(bytes);
        }
        return file.toByteArray();
    }

    private static ComposedFrame composed(MadeJob job, long frame) {
        List<TileResult> tiles = new ArrayList<>();
        for (int tile = 0; tile < job.tiles(); tile++) {
            tiles.add(job.filtered(frame, tile));
        }
        return new ComposedFrame(new JoinedFrame(job.manifest(frame), tiles, 0), job.original(frame));
    }

    private static MadeJob job(int frames, int segmentFrames, long seed) {
        return new MadeJob("job-1", MadeJob.Shape.of(frames, segmentFrames, 4), seed);
    }

    private static int crc32c(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
