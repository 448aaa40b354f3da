package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.report.ProcessSample;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
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
            (plan, tile, haloed) -> plan.geometry().cropToCore(haloed, tile);

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

    private TilePipeline pipeline(TileStage stage) {
        ProcessorConfig config = ProcessorConfig.of("p1", 1);
        ProcessorMeters meters = new ProcessorMeters(new RoleMeters(registry));
        TurnGate turns = new TurnGate(1, config.limits(), Schedulers.immediate(), timer, System::nanoTime);
        meters.show(turns);
        return new TilePipeline(
                config,
                source,
                sink,
                stage,
                new PlanCache(FilterCatalogue.standard()),
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
