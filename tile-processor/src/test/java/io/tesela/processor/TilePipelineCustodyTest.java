package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.report.ProcessSample;
import io.tesela.filters.TileOutput;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.processor.custody.CustodyBook;
import io.tesela.processor.turn.TurnGate;
import io.tesela.telemetry.RoleMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a pipeline does with the tiles of a partition whose former owners have died. */
class TilePipelineCustodyTest {
    private static final TileJob JOB = new TileJob("job-1");

    private final FakeSource source = new FakeSource();
    private final FakeSink sink = FakeSink.manual();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final Sinks.One<Map<Integer, ServiceView>> look = Sinks.one();
    private final CustodyBook custody = new CustodyBook(look.asMono(), source, timer);
    private final List<Integer> filtered = new ArrayList<>();

    @AfterEach
    void close() {
        timer.dispose();
        registry.close();
    }

    @Test
    void run_beforeTheFormerOwnersAreKnown_filtersNothing() {
        custody.assigned(Set.of(0), 1);

        StepVerifier.create(pipeline().run())
                .then(() -> emit(0, 1))
                .then(() -> assertThat(filtered).isEmpty())
                .then(() -> found(""))
                .then(() -> assertThat(filtered).containsExactly(0, 1))
                .thenCancel()
                .verify();
        assertThat(source.notes()).containsExactly("custody/1 deaths=0 below=0");
    }

    @Test
    void run_suspects_areFilteredOneByOne_eachBetweenItsNotes() {
        custody.assigned(Set.of(0), 1);
        found("custody/1 deaths=1 below=2");

        StepVerifier.create(pipeline().run())
                .then(() -> emit(0, 1))
                .then(() -> assertThat(filtered).containsExactly(0))
                .then(() -> sink.acknowledge(0))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 1)
                .then(() -> assertThat(filtered).containsExactly(0, 1))
                .thenCancel()
                .verify();

        assertThat(source.notes())
                .containsExactly(
                        "custody/1 deaths=2 below=10",
                        "custody/1 deaths=2 below=10 probing=0",
                        "custody/1 deaths=2 below=10",
                        "custody/1 deaths=2 below=10 probing=1");
    }

    @Test
    void run_tileThatHasEndedTwoProcessors_sendsTheOriginalCoreAndADeadLetter_withoutFiltering() {
        String reason = "the filter ended its tile processor 2 times, with nothing else running beside it";
        custody.assigned(Set.of(0), 1);
        found("custody/1 deaths=3 below=10 blamed=0:1 probing=0");

        StepVerifier.create(pipeline().run())
                .then(() -> emit(0))
                .then(() -> sink.acknowledge(0))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 1)
                .thenCancel()
                .verify();

        assertThat(filtered).isEmpty();
        assertThat(sink.calls()).as("result and dead letter are one call").isEqualTo(1);
        TileResult result = Answers.result(sink.sent().get(0));
        assertThat(result.verdict().status()).isEqualTo(TileStatus.FAILED);
        assertThat(result.verdict().reason()).isEqualTo(reason);
        assertThat(result.verdict().tries()).isEqualTo(2);
        assertThat(result.output()).isEqualTo(JOB.core(0));
        assertThat(Answers.cause(sink.sent().get(1))).isEqualTo(reason);
    }

    @Test
    void run_leftoverOfARevokedPartition_isPassedOver() {
        custody.assigned(Set.of(0), 1);
        custody.revoked(Set.of(0));

        StepVerifier.create(pipeline().run())
                .then(() -> emit(0))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 0)
                .thenCancel()
                .verify();

        assertThat(filtered).isEmpty();
        assertThat(sink.calls()).isZero();
    }

    @Test
    void run_lookThatFails_endsWithTheTileUnacknowledged() {
        TransportException down = new TransportException("down", true, null);
        custody.assigned(Set.of(0), 1);

        StepVerifier.create(pipeline().run())
                .then(() -> emit(0))
                .then(() -> look.tryEmitError(down).orThrow())
                .verifyErrorMatches(error -> error == down);

        source.publisher().assertCancelled();
        assertThat(filtered).isEmpty();
    }

    private void found(String note) {
        look.tryEmitValue(Map.of(0, new ServiceView(0, OptionalLong.of(0), 10, true, note)))
                .orThrow();
    }

    private void emit(int... tiles) {
        for (int tile : tiles) {
            source.publisher().next(JOB.delivery(tile));
        }
    }

    private TileOutput filter(ChainPlan plan, int tile, byte[] haloed) {
        filtered.add(tile);
        return TileOutput.raw(plan.geometry().cropToCore(haloed, tile));
    }

    private TilePipeline pipeline() {
        ProcessorConfig config = ProcessorConfig.of("p1", 2);
        return TestPipelines.of(
                config,
                source,
                custody,
                sink,
                this::filter,
                FilterCatalogue.standard(),
                new JobDirectory(),
                new ProcessorMeters(new RoleMeters(registry)),
                () -> ProcessSample.UNKNOWN,
                new TurnGate(2, config.limits(), Schedulers.immediate(), timer, System::nanoTime),
                timer);
    }
}
