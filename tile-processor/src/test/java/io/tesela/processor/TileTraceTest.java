package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.report.ProcessSample;
import io.tesela.filters.TileOutput;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.TraceHeader;
import io.tesela.processor.turn.TurnGate;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.telemetry.RoleMeters;
import io.tesela.testkit.FakeTracing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a processor adds to the trace of a job. */
class TileTraceTest {
    private static final TileJob JOB = new TileJob("job-1", "blur:3", FilterCatalogue.standard());
    private static final TileStage IDENTITY = (plan, tile, samples) -> TileOutput.raw(JOB.core(tile));

    private final FakeTracing tracing = new FakeTracing(1);
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final ProcessorMeters meters = new ProcessorMeters(new RoleMeters(new SimpleMeterRegistry()));
    private final JobDirectory jobs = new JobDirectory();
    private final FlowRecord plain = JOB.delivery(0).record();
    private final FlowRecord traced = TraceHeader.on(plain, FakeTracing.PARENT);

    @Test
    void tile_thatIsFiltered_hasASpan_andSoHasItsFilter() {
        answer(traced, IDENTITY);

        assertThat(tracing.ended()).containsExactly("filter", "tile");
    }

    @Test
    void tile_whoseFilterFails_saysSo_andShowsEachTry() {
        answer(traced, (plan, tile, samples) -> {
            throw new IllegalStateException("filter broke");
        });

        assertThat(tracing.ended())
                .containsExactly(
                        "filter: filter broke",
                        "filter: filter broke",
                        "filter: filter broke",
                        "filter: filter broke",
                        "tile: filter broke");
    }

    @Test
    void tile_whoseFrameIsNotTraced_isPassedOver() {
        answer(plain, IDENTITY);

        assertThat(tracing.ended()).isEmpty();
    }

    @Test
    void tile_cancelledInAPause_endsItsSpan() {
        // Given
        TileStage failing = (plan, tile, samples) -> {
            throw new IllegalStateException("filter broke");
        };

        // When
        StepVerifier.create(filtering(failing).answers(task(), traced, () -> true))
                .expectSubscription()
                .then(() -> assertThat(tracing.ended()).containsExactly("filter: filter broke"))
                .thenCancel()
                .verify();

        // Then
        assertThat(tracing.ended()).containsExactly("filter: filter broke", "tile");
    }

    @Test
    void tile_thatIsNotOursAnyMore_isNotFiltered() {
        StepVerifier.create(filtering(IDENTITY).answers(task(), traced, () -> false))
                .expectNext(List.of())
                .verifyComplete();

        assertThat(tracing.ended()).containsExactly("tile");
    }

    private void answer(FlowRecord record, TileStage stage) {
        StepVerifier.create(filtering(stage).answers(task(), record, () -> true))
                .then(() -> timer.advanceTimeBy(Duration.ofMinutes(1)))
                .expectNextCount(1)
                .verifyComplete();
    }

    private TileTask task() {
        TileIntake intake = new TileIntake(
                "p1", new PlanCache(FilterCatalogue.standard(), "p1"), jobs, meters, () -> ProcessSample.UNKNOWN);
        return ((TileIntake.Work) intake.take(plain)).task();
    }

    private TileFiltering filtering(TileStage stage) {
        TurnGate turns = new TurnGate(1, TurnLimits.DEFAULT, Schedulers.immediate(), timer, System::nanoTime);
        return new TileFiltering(ProcessorConfig.of("p1", 1).retries(), stage, jobs, meters, tracing, turns, timer);
    }
}
