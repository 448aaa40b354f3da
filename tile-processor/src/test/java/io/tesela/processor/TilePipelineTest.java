package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.report.ProcessSample;
import io.tesela.domain.tile.TileGrid;
import io.tesela.filters.TileOutput;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.processor.turn.TurnGate;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.TelemetryNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class TilePipelineTest {
    private static final int MAX_IN_FLIGHT = 3;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final ProcessorConfig CONFIG = new ProcessorConfig(
            "p1",
            1,
            new ProcessorConfig.Taking(MAX_IN_FLIGHT, Long.MAX_VALUE),
            new ProcessorConfig.Retries(4, FIRST_BACKOFF, Duration.ofSeconds(2)),
            TurnLimits.DEFAULT);
    private static final ProcessSample PROCESS = new ProcessSample(1, 2, 3, 4);
    private static final TileJob JOB = new TileJob("job-1");
    private static final TileStage CROP =
            (plan, tile, haloed) -> TileOutput.raw(plan.geometry().cropToCore(haloed, tile));

    private final FakeSource source = new FakeSource();
    private final JobDirectory jobs = new JobDirectory();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

    @BeforeAll
    static void limitPatience() {
        StepVerifier.setDefaultTimeout(Duration.ofSeconds(20));
    }

    @AfterAll
    static void unlimitPatience() {
        StepVerifier.resetDefaultTimeout();
    }

    @AfterEach
    void close() {
        timer.dispose();
        registry.close();
    }

    @Test
    void run_whenNobodyAsks_requestsNoMoreThanTheInFlightLimit() {
        TilePipeline pipeline = pipeline(CROP, FakeSink.immediate());

        StepVerifier.create(pipeline.run(), 0)
                .then(() -> source.publisher().assertMinRequested(1).assertMaxRequested(1))
                .then(() -> emit(MAX_IN_FLIGHT))
                .then(() -> source.publisher().assertMaxRequested(0))
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> source.publisher().assertMinRequested(1).assertMaxRequested(1))
                .thenCancel()
                .verify();
    }

    @Test
    void run_whenTheSinkIsSlow_takesNoMoreThanTheInFlightLimit() {
        FakeSink sink = FakeSink.manual();
        TilePipeline pipeline = pipeline(CROP, sink);

        StepVerifier.create(pipeline.run())
                .then(() -> emit(MAX_IN_FLIGHT))
                .then(() -> source.publisher().assertMaxRequested(0))
                .then(() -> sink.acknowledge(1))
                .expectNextCount(1)
                .then(() -> source.publisher().assertMinRequested(1).assertMaxRequested(1))
                .thenCancel()
                .verify();
    }

    @Test
    void run_beforeTheResultIsSafe_doesNotAcknowledge() {
        FakeSink sink = FakeSink.manual();
        List<FakeDelivery> deliveries = new ArrayList<>();

        StepVerifier.create(pipeline(CROP, sink).run())
                .then(() -> deliveries.addAll(emit(2)))
                .then(() -> assertThat(deliveries).allMatch(delivery -> delivery.acknowledgements() == 0))
                .then(() -> sink.acknowledge(1))
                .expectNextMatches(delivery -> delivery.offset() == 1)
                .then(() -> assertThat(deliveries)
                        .extracting(FakeDelivery::acknowledgements)
                        .containsExactly(0, 1))
                .thenCancel()
                .verify();
    }

    @Test
    void run_cancelled_cancelsWhatIsUnderWayAndAcknowledgesNothing() {
        FakeSink sink = FakeSink.manual();
        List<FakeDelivery> deliveries = new ArrayList<>();

        StepVerifier.create(pipeline(CROP, sink).run())
                .then(() -> deliveries.addAll(emit(2)))
                .then(() -> assertThat(inFlight()).isEqualTo(2))
                .thenCancel()
                .verify();

        source.publisher().assertCancelled();
        assertThat(sink.cancelled()).isEqualTo(2);
        assertThat(inFlight()).isZero();
        assertThat(deliveries).allMatch(delivery -> delivery.acknowledgements() == 0);
    }

    @Test
    void run_cancelledDuringAPause_triesNoMore() {
        AtomicInteger calls = new AtomicInteger();

        StepVerifier.create(pipeline(failing(calls, Integer.MAX_VALUE), FakeSink.immediate())
                        .run())
                .then(() -> emit(1))
                .thenCancel()
                .verify();
        timer.advanceTimeBy(Duration.ofMinutes(1));

        assertThat(calls).hasValue(1);
        assertThat(inFlight()).isZero();
    }

    @Test
    void run_whenTheSinkFails_endsWithTheTileUnacknowledged() {
        FakeSink sink = FakeSink.manual();
        TransportException error = new TransportException("down", true, null);
        List<FakeDelivery> deliveries = new ArrayList<>();

        StepVerifier.create(pipeline(CROP, sink).run())
                .then(() -> deliveries.addAll(emit(2)))
                .then(() -> sink.fail(0, error))
                .verifyErrorMatches(e -> e == error);

        source.publisher().assertCancelled();
        assertThat(sink.cancelled()).isEqualTo(1);
        assertThat(inFlight()).isZero();
        assertThat(deliveries).allMatch(delivery -> delivery.acknowledgements() == 0);
    }

    @Test
    void run_filterFailsTwice_triesAgainAfterPausesAndSaysSo() {
        AtomicInteger calls = new AtomicInteger();
        FakeSink sink = FakeSink.immediate();

        StepVerifier.create(pipeline(failing(calls, 2), sink).run())
                .then(() -> emit(1))
                .then(() -> timer.advanceTimeBy(FIRST_BACKOFF.minusMillis(1)))
                .then(() -> assertThat(calls).hasValue(1))
                // With jitter of one half: at most 150 ms, then at most 300 ms.
                .then(() -> timer.advanceTimeBy(Duration.ofMillis(51)))
                .then(() -> assertThat(calls).hasValue(2))
                .then(() -> timer.advanceTimeBy(Duration.ofMillis(300)))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 1)
                .thenCancel()
                .verify();

        TileResult result = Answers.only(sink);
        assertThat(calls).hasValue(3);
        assertThat(result.verdict().status()).isEqualTo(TileStatus.FILTERED);
        assertThat(result.verdict().tries()).isEqualTo(3);
        assertThat(result.verdict().processor()).isEqualTo("p1");
        assertThat(result.output()).isEqualTo(JOB.core(0));
        assertThat(registry.get(TelemetryNames.RETRIES).counter().count()).isEqualTo(2);
    }

    @Test
    void run_filterFailsForEver_sendsTheOriginalCoreAndADeadLetter() {
        AtomicInteger calls = new AtomicInteger();
        FakeSink sink = FakeSink.immediate();

        StepVerifier.create(pipeline(failing(calls, Integer.MAX_VALUE), sink).run())
                .then(() -> emit(1))
                .then(() -> timer.advanceTimeBy(Duration.ofMinutes(1)))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 1)
                .thenCancel()
                .verify();

        assertThat(calls).hasValue(4);
        assertThat(sink.calls()).as("result and dead letter are one call").isEqualTo(1);
        TileResult result = Answers.result(sink.sent().get(0));
        assertThat(result.verdict().status()).isEqualTo(TileStatus.FAILED);
        assertThat(result.verdict().tries()).isEqualTo(4);
        assertThat(result.verdict().reason()).isEqualTo("filter broke");
        assertThat(result.output()).isEqualTo(JOB.core(0));
        FlowRecord dead = sink.sent().get(1);
        assertThat(dead.topic()).isEqualTo(Topics.DEAD_TILES);
        assertThat(Answers.cause(dead)).isEqualTo("filter broke");
        assertThat(TileRecordCodec.decode(dead).key()).isEqualTo(new TileKey(JOB.id(), 0, 0));
    }

    @Test
    void run_filterThrowsAnError_givesTheTileUpLikeAnyOther() {
        FakeSink sink = FakeSink.immediate();
        TileStage broken = (plan, tile, haloed) -> {
            throw new NoClassDefFoundError("a library of the filter");
        };

        StepVerifier.create(pipeline(broken, sink).run())
                .then(() -> emit(1))
                .then(() -> timer.advanceTimeBy(Duration.ofMinutes(1)))
                .expectNextCount(1)
                .thenCancel()
                .verify();

        TileResult result = Answers.result(sink.sent().get(0));
        assertThat(result.verdict().status()).isEqualTo(TileStatus.FAILED);
        assertThat(result.verdict().reason()).isEqualTo("the filter failed with NoClassDefFoundError");
    }

    @Test
    void run_oneTileInItsPause_letsOthersPass() {
        FakeSink sink = FakeSink.immediate();
        TileStage onlyFirstFails = (plan, tile, haloed) -> {
            if (tile == 0) {
                throw new TeselaException(FailureCode.INTERNAL, "filter broke");
            }
            return CROP.run(plan, tile, haloed);
        };

        StepVerifier.create(pipeline(onlyFirstFails, sink).run())
                .then(() -> emit(3))
                .expectNextMatches(delivery -> delivery.offset() == 1)
                .expectNextMatches(delivery -> delivery.offset() == 2)
                .then(() -> timer.advanceTimeBy(Duration.ofMinutes(1)))
                .expectNextMatches(delivery -> delivery.offset() == 0)
                .thenCancel()
                .verify();
    }

    static Stream<Arguments> malformed() {
        TileKey key = new TileKey(JOB.id(), 0, 0);
        TileRecord good = JOB.tile(0, 0, 1);
        byte[] samples = good.samples();
        TileGrid grid = TileJob.GRID;
        return Stream.of(
                Arguments.of("no header", new FakeDelivery(raw(samples, Map.of()), 0)),
                Arguments.of(
                        "no value",
                        new FakeDelivery(
                                raw(null, TileRecordCodec.encode(good, 0).headers()), 0)),
                Arguments.of("noise", new FakeDelivery(raw(samples, Map.of("tesela", new byte[] {1, 1, 0})), 0)),
                Arguments.of("unknown filter", of(key, new TileRecord.Work("nothing", grid, 32, 24), samples)),
                Arguments.of("odd size", of(key, new TileRecord.Work("blur:3", grid, 31, 24), samples)),
                Arguments.of(
                        "enormous size",
                        of(key, new TileRecord.Work("blur:3", TileGrid.WHOLE, 1 << 30, 1 << 30), samples)),
                Arguments.of("samples missing", of(key, good.work(), new byte[samples.length - 1])),
                Arguments.of("no such tile", of(new TileKey(JOB.id(), 0, 4), good.work(), samples)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void run_malformedRecord_setsItAsideAndGoesOn(String what, FakeDelivery delivery) {
        FakeSink sink = FakeSink.immediate();

        StepVerifier.create(pipeline(CROP, sink).run())
                .then(() -> source.publisher().next(delivery))
                .expectNext(delivery)
                .then(() -> source.publisher().next(JOB.delivery(1)))
                .expectNextCount(1)
                .thenCancel()
                .verify();

        assertThat(delivery.acknowledgements()).as(what).isEqualTo(1);
        FlowRecord dead = sink.sent().get(0);
        assertThat(dead.topic()).isEqualTo(Topics.DEAD_TILES);
        assertThat(Answers.cause(dead)).isNotBlank();
        assertThat(dead.value()).isSameAs(delivery.record().value());
        assertThat(Answers.result(sink.sent().get(1)).verdict().key().tile()).isEqualTo(1);
    }

    @Test
    void run_cancelledJob_passesItsTilesOver() {
        AtomicInteger calls = new AtomicInteger();
        FakeSink sink = FakeSink.immediate();
        jobs.apply(new Opened(JOB.spec(), "ingest-1"));
        jobs.apply(new Cancelled(JOB.id()));

        StepVerifier.create(pipeline(failing(calls, 0), sink).run())
                .then(() -> emit(1))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 1)
                .thenCancel()
                .verify();

        assertThat(calls).hasValue(0);
        assertThat(sink.sent()).isEmpty();
    }

    @Test
    void run_secondSending_answersItsAttempt() {
        FakeSink sink = FakeSink.immediate();
        FakeDelivery hedged = new FakeDelivery(TileRecordCodec.encode(JOB.tile(7, 3, 2), 0), 0);

        StepVerifier.create(pipeline(CROP, sink).run())
                .then(() -> source.publisher().next(hedged))
                .expectNextCount(1)
                .thenCancel()
                .verify();

        assertThat(Answers.only(sink).verdict().attempt()).isEqualTo(2);
        assertThat(Answers.only(sink).verdict().key()).isEqualTo(new TileKey(JOB.id(), 7, 3));
        assertThat(Answers.only(sink).verdict().tries()).isEqualTo(1);
        assertThat(Answers.only(sink).verdict().filters()).isEqualTo("blur:3");
        assertThat(Answers.only(sink).verdict().process()).isEqualTo(PROCESS);
    }

    private TilePipeline pipeline(TileStage stage, FakeSink sink) {
        return TestPipelines.of(
                CONFIG,
                source,
                TestPipelines.holding(source, Map.of(), timer),
                sink,
                stage,
                FilterCatalogue.standard(),
                jobs,
                new ProcessorMeters(new RoleMeters(registry)),
                () -> PROCESS,
                new TurnGate(1, CONFIG.limits(), Schedulers.immediate(), timer, System::nanoTime),
                timer);
    }

    private List<FakeDelivery> emit(int count) {
        List<FakeDelivery> deliveries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FakeDelivery delivery = JOB.delivery(i);
            deliveries.add(delivery);
            source.publisher().next(delivery);
        }
        return deliveries;
    }

    private int inFlight() {
        return (int) registry.get(TelemetryNames.QUEUE_DEPTH).gauge().value();
    }

    private static TileStage failing(AtomicInteger calls, int failures) {
        return (ChainPlan plan, int tile, byte[] haloed) -> {
            if (calls.incrementAndGet() <= failures) {
                throw new TeselaException(FailureCode.INTERNAL, "filter broke");
            }
            return CROP.run(plan, tile, haloed);
        };
    }

    private static FakeDelivery of(TileKey key, TileRecord.Work work, byte[] samples) {
        return JOB.delivery(key, work, samples);
    }

    private static FlowRecord raw(byte @Nullable [] value, Map<String, byte[]> headers) {
        return FlowRecord.inPartition(Topics.TILES, 0, null, value, headers);
    }
}
