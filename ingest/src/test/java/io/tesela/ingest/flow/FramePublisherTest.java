package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.testing.RecordingSink;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import io.tesela.kafka.record.TraceHeader;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.kafka.topic.Topics;
import io.tesela.telemetry.trace.Tracing;
import io.tesela.testkit.FakeTracing;
import io.tesela.testkit.SyntheticFrames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FramePublisherTest {
    private static final List<AudioPacket> AUDIO =
            List.of(new AudioPacket(new byte[] {1, 2}, -1024, 1024), new AudioPacket(new byte[] {3}, 0, 1024));
    private static final JobId JOB = new JobId("7f3a");
    private static final TileGrid GRID = new TileGrid(3, 2);
    private static final int PARTITIONS = 5;

    private final RecordingSink sink = new RecordingSink();
    private final UnreleasedFrames unreleased = new UnreleasedFrames();
    private final JobSpec spec = spec();
    private final ChainPlan plan = spec.plan(FilterCatalogue.standard(), "a test");
    private final PixelBuffer pixels = new SyntheticFrames(new Random(1)).noise(plan.layout(), 64, 48);
    private final TimedFrame frame = new TimedFrame(
            List.of(pixels), new FrameTiming(7, 700, 100), 1, ResultRecord.Position.ENDS_SEGMENT, 42, AUDIO);

    private static JobSpec spec() {
        VideoFormat format =
                new VideoFormat(64, 48, new TimeBase(1, 25), new Ratio(25, 1), new Ratio(1, 1), ColorTags.UNKNOWN);
        return new JobSpec(JOB, "blur:5", GRID, format, Optional.empty(), EncoderSettings.DEFAULT, 4, 16, 0);
    }

    private FramePublisher publisher(TilePartitioning partitioning) {
        return publisher(partitioning, new FrameTraces(Tracing.off(), spec.id()));
    }

    private FramePublisher publisher(TilePartitioning partitioning, FrameTraces traces) {
        return new FramePublisher(spec, plan, sink, unreleased, partitioning, () -> PARTITIONS, "in-1", traces);
    }

    @Test
    void publish_frame_sendsEachTileWithItsHaloThenTheManifest() {
        // When
        StepVerifier.create(publisher(TilePartitioning.TILE).publish(frame))
                .expectNext(frame)
                .verifyComplete();

        // Then
        assertThat(sink.sent())
                .hasSize(GRID.tiles() + 1)
                .allSatisfy(record ->
                        assertThat(record.headers()).as("nothing is traced").containsOnlyKeys("tesela"));
        for (int tile = 0; tile < GRID.tiles(); tile++) {
            FlowRecord record = sink.sent().get(tile);
            TileRecord sent = TileRecordCodec.decode(record);
            TileKey key = new TileKey(JOB, 7, tile);
            assertThat(record.topic()).isEqualTo(Topics.TILES);
            assertThat(record.partition()).hasValue(TilePartitioning.TILE.partition(key, GRID, 1, PARTITIONS));
            assertThat(sent.key()).isEqualTo(key);
            assertThat(sent.attempt()).isEqualTo(1);
            assertThat(sent.work()).isEqualTo(new TileRecord.Work("blur:5", GRID, 64, 48));
            assertThat(sent.samples()).isEqualTo(plan.geometry().cutHaloed(pixels, tile));
        }
        assertThat(ResultRecordCodec.decode(sink.sent().get(GRID.tiles())))
                .isEqualTo(new FrameManifest(
                        JOB, new FrameTiming(7, 700, 100), 1, ResultRecord.Position.ENDS_SEGMENT, 42, AUDIO));
    }

    @Test
    void publish_frame_keepsItAndNotesWhereItsTilesLanded() {
        // When
        publisher(TilePartitioning.TILE).publish(frame).block();

        // Then: of the tiles alone
        UnreleasedFrames.Entry entry = unreleased.find(7).orElseThrow();
        assertThat(entry.pixels()).isSameAs(pixels);
        assertThat(entry.positions()).extracting(Position::offset).containsExactly(100L, 101L, 102L, 103L, 104L, 105L);
        assertThat(entry.positions()).extracting(Position::topic).containsOnly(Topics.TILES);
    }

    @Test
    void publish_untilTheSinkAnswers_keepsTheFrameWithoutPositions() {
        // Given
        sink.answer(landed -> Mono.never());

        // When
        StepVerifier.create(publisher(TilePartitioning.TILE).publish(frame))
                .expectSubscription()
                .then(() ->
                        assertThat(unreleased.find(7).orElseThrow().positions()).isEmpty())
                .thenCancel()
                .verify();
    }

    @Test
    void publish_sinkFails_fails() {
        // Given
        sink.answer(landed -> Mono.error(new TransportException("gone", true, null)));

        // Then
        StepVerifier.create(publisher(TilePartitioning.TILE).publish(frame)).verifyError(TransportException.class);
    }

    @Test
    void publish_partitioningByJob_sendsAllTilesToOnePartition() {
        // When
        publisher(TilePartitioning.JOB).publish(frame).block();

        // Then
        assertThat(sink.sent().subList(0, GRID.tiles()))
                .extracting(record -> record.partition().getAsInt())
                .containsOnly(TilePartitioning.JOB.partition(new TileKey(JOB, 7, 0), GRID, 1, PARTITIONS));
    }

    /** The frame before may have been released by the time that a tile is sent again. */
    @Test
    void publish_whereFiltersLookBack_sendsTheTileOfTheFrameBefore_alsoTheSecondTime() {
        // Given
        JobSpec moving = new JobSpec(
                JOB, "motion,dilate", GRID, spec.format(), Optional.empty(), EncoderSettings.DEFAULT, 4, 16, 0);
        ChainPlan ofMoving = moving.plan(FilterCatalogue.standard(), "a test");
        PixelBuffer before = new SyntheticFrames(new Random(2)).noise(plan.layout(), 64, 48);
        FramePublisher publisher = new FramePublisher(
                moving,
                ofMoving,
                sink,
                unreleased,
                TilePartitioning.TILE,
                () -> PARTITIONS,
                "in-1",
                new FrameTraces(Tracing.off(), moving.id()));

        // When
        publisher
                .publish(new TimedFrame(List.of(pixels, before), frame.timing(), 1, frame.position(), 42, List.of()))
                .block();
        unreleased.released(7);
        publisher.publishAgain(new TileKey(JOB, 7, 4), 2).block();

        // Then
        byte[] expected = Arrays.copyOf(ofMoving.geometry().cutHaloed(pixels, 4), ofMoving.tileBytes(4, 7));
        byte[] ofBefore = ofMoving.geometry().cutHaloed(before, 4);
        System.arraycopy(ofBefore, 0, expected, ofBefore.length, ofBefore.length);
        assertThat(TileRecordCodec.decode(sink.sent().get(4)).samples()).isEqualTo(expected);
        assertThat(TileRecordCodec.decode(sink.sent().get(GRID.tiles() + 1)).samples())
                .isEqualTo(expected);
    }

    @Test
    void publishAgain_tileUnderWay_goesToTheNextPartition() {
        // Given
        FramePublisher publisher = publisher(TilePartitioning.TILE);
        publisher.publish(frame).block();
        TileKey key = new TileKey(JOB, 7, 4);

        // When
        Position position = publisher.publishAgain(key, 2).blockOptional().orElseThrow();

        // Then
        FlowRecord first = sink.sent().get(4);
        FlowRecord again = sink.sent().get(GRID.tiles() + 1);
        assertThat(again.partition().getAsInt())
                .isEqualTo((first.partition().getAsInt() + 1) % PARTITIONS)
                .isEqualTo(position.partition());
        assertThat(TileRecordCodec.decode(again).attempt()).isEqualTo(2);
        assertThat(again.value()).isEqualTo(first.value());
    }

    @Test
    void publishFill_tileUnderWay_sendsItsOriginalAsResult() {
        // Given
        FramePublisher publisher = publisher(TilePartitioning.TILE);
        publisher.publish(frame).block();
        TileKey key = new TileKey(JOB, 7, 4);

        // When
        publisher.publishFill(key, 2, "nobody answered").block();

        // Then
        FlowRecord record = sink.sent().get(GRID.tiles() + 1);
        assertThat(record.topic()).isEqualTo(Topics.RESULTS);
        assertThat(ResultRecordCodec.decode(record)).isInstanceOfSatisfying(TileResult.class, result -> {
            assertThat(result.verdict().key()).isEqualTo(key);
            assertThat(result.verdict().status()).isEqualTo(TileStatus.FILLED);
            assertThat(result.verdict().attempt()).isEqualTo(2);
            assertThat(result.verdict().processor()).isEqualTo("in-1");
            assertThat(result.verdict().reason()).isEqualTo("nobody answered");
            assertThat(result.output()).isEqualTo(plan.geometry().cutCore(pixels, 4));
        });
    }

    @Test
    void publishAgain_tileOfATracedFrame_isInTheTrace() {
        // Given
        FrameTraces traces = new FrameTraces(new FakeTracing(7), JOB);
        traces.decoding(7, () -> frame);
        FramePublisher publisher = publisher(TilePartitioning.TILE, traces);
        publisher.publish(frame).block();

        // When
        publisher.publishAgain(new TileKey(JOB, 7, 4), 2).block();

        // Then
        assertThat(TraceHeader.of(sink.sent().get(GRID.tiles() + 1))).contains(FakeTracing.PARENT);
    }

    @Test
    void publishAgain_frameReleasedMeanwhile_sendsNothing() {
        // Given
        FramePublisher publisher = publisher(TilePartitioning.TILE);
        publisher.publish(frame).block();
        unreleased.released(8);

        // When
        Optional<Position> again =
                publisher.publishAgain(new TileKey(JOB, 7, 4), 2).blockOptional();
        Optional<Position> fill =
                publisher.publishFill(new TileKey(JOB, 7, 4), 2, "late").blockOptional();

        // Then
        assertThat(again).isEmpty();
        assertThat(fill).isEmpty();
        assertThat(sink.sent()).hasSize(GRID.tiles() + 1);
    }

    @Test
    void publishClosed_job_saysHowManyFrames() {
        // When
        publisher(TilePartitioning.TILE).publishClosed(8).block();

        // Then
        assertThat(List.copyOf(sink.sent()))
                .extracting(ResultRecordCodec::decode)
                .isEqualTo(List.of(new JobClosed(JOB, 8)));
    }
}
