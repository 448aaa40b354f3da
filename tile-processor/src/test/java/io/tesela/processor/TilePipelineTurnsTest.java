package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.report.ProcessSample;
import io.tesela.filters.TileOutput;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Load;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.processor.turn.TurnGate;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.TelemetryNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What becomes of tiles that wait for a turn, or keep theirs. */
class TilePipelineTurnsTest {
    private static final Duration TIMEOUT = TurnLimits.DEFAULT.tileTimeout();
    private static final String REASON = "the filter did not return within 120 s";
    private static final TileJob JOB = new TileJob("job-1");
    private static final TileStage CROP =
            (plan, tile, haloed) -> TileOutput.raw(plan.geometry().cropToCore(haloed, tile));

    private final FakeSource source = new FakeSource();
    private final FakeSink sink = FakeSink.immediate();
    private final JobDirectory jobs = new JobDirectory();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final List<Integer> filtered = new ArrayList<>();

    @AfterEach
    void close() {
        timer.dispose();
        registry.close();
    }

    @Test
    void run_filterDoesNotReturn_givesTheTileUpAtOnceAndGoesOn() {
        TileStage stuck = (plan, tile, haloed) -> {
            filtered.add(tile);
            timer.advanceTimeBy(tile == 0 ? TIMEOUT : Duration.ZERO);
            return CROP.run(plan, tile, haloed);
        };

        StepVerifier.create(pipeline(stuck).run())
                .then(() -> emit(0))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 1)
                .then(() -> emit(1))
                .expectNextMatches(delivery -> delivery.offset() == 1)
                .thenCancel()
                .verify();

        assertThat(filtered).as("not tried again").containsExactly(0, 1);
        assertThat(sink.sent()).hasSize(3);
        TileResult result = Answers.result(sink.sent().get(0));
        assertThat(result.verdict().status()).isEqualTo(TileStatus.FAILED);
        assertThat(result.verdict().reason()).isEqualTo(REASON);
        assertThat(result.verdict().filterMicros()).isEqualTo(TIMEOUT.toMillis() * 1000);
        assertThat(result.output()).isEqualTo(JOB.core(0));
        assertThat(Answers.cause(sink.sent().get(1))).isEqualTo(REASON);
        assertThat(lostTurns()).as("its thread came back in the end").isZero();
    }

    @Test
    void run_jobCancelledBeforeTheNextTry_passesItsTileOver() {
        jobs.apply(new Opened(JOB.spec(), "ingest-1"));
        TileStage failing = (plan, tile, haloed) -> {
            filtered.add(tile);
            throw new IllegalStateException("filter broke");
        };

        StepVerifier.create(pipeline(failing).run())
                .then(() -> emit(0))
                .then(() -> jobs.apply(new Cancelled(JOB.id())))
                .then(() -> timer.advanceTimeBy(Duration.ofMinutes(1)))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 1)
                .thenCancel()
                .verify();

        assertThat(filtered).as("tries").containsExactly(0);
        assertThat(sink.sent()).isEmpty();
    }

    @Test
    void run_frameWhoseSegmentIsPublished_passesItsTilesOver() {
        jobs.apply(new Opened(JOB.spec(), "ingest-1"));
        jobs.apply(published(1));

        StepVerifier.create(pipeline(this::filter).run())
                .then(() -> emit(0))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 1)
                .then(() -> emit(TileJob.GRID.tiles()))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 1)
                .thenCancel()
                .verify();

        assertThat(filtered).as("of frame 1, not of frame 0").hasSize(1);
        assertThat(Answers.only(sink).verdict().key().frame()).isEqualTo(1);
        double skipped = registry.get(TelemetryNames.TILES)
                .tag(TelemetryNames.OUTCOME, "skipped")
                .counter()
                .count();
        assertThat(skipped).isEqualTo(1);
    }

    @Test
    void run_segmentPublishedBeforeTheNextTry_passesItsTileOver() {
        jobs.apply(new Opened(JOB.spec(), "ingest-1"));
        TileStage failing = (plan, tile, haloed) -> {
            filtered.add(tile);
            throw new IllegalStateException("filter broke");
        };

        StepVerifier.create(pipeline(failing).run())
                .then(() -> emit(0))
                .then(() -> jobs.apply(published(1)))
                .then(() -> timer.advanceTimeBy(Duration.ofMinutes(1)))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 1)
                .thenCancel()
                .verify();

        assertThat(filtered).as("tries").containsExactly(0);
        assertThat(sink.sent()).isEmpty();
    }

    private static Checkpoint published(long frames) {
        return new Checkpoint(JOB.id(), 1, 1, frames, List.of(), List.of(), 9, List.of(), Load.NONE);
    }

    private TileOutput filter(ChainPlan plan, int tile, byte[] haloed) {
        filtered.add(tile);
        return CROP.run(plan, tile, haloed);
    }

    private TilePipeline pipeline(TileStage stage) {
        ProcessorConfig config = ProcessorConfig.of("p1", 1);
        ProcessorMeters meters = new ProcessorMeters(new RoleMeters(registry));
        TurnGate turns = new TurnGate(1, config.limits(), Schedulers.immediate(), timer, System::nanoTime);
        meters.show(turns);
        return TestPipelines.of(
                config,
                source,
                TestPipelines.holding(source, Map.of(), timer),
                sink,
                stage,
                FilterCatalogue.standard(),
                jobs,
                meters,
                () -> ProcessSample.UNKNOWN,
                turns,
                timer);
    }

    private void emit(int tile) {
        source.publisher().next(JOB.delivery(tile));
    }

    private double lostTurns() {
        return registry.get(TelemetryNames.QUEUE_DEPTH)
                .tag(TelemetryNames.QUEUE, "lost-turns")
                .gauge()
                .value();
    }
}
