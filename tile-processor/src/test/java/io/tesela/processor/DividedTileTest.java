package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.report.ProcessSample;
import io.tesela.filters.FilterEngine;
import io.tesela.filters.TileOutput;
import io.tesela.filters.TileWork;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A tile of a heavy filter while nobody else wants the turns. */
class DividedTileTest {
    private static final int TURNS = 6;
    /** Of two rows of tiles, each of three parts of at least 32 rows. */
    private static final int HEIGHT = 2 * 3 * 32;

    private static final TileJob HEAVY = job("gray,denoise:10:3:7");
    private static final FilterEngine FILTERS = FilterEngine.standard();

    private final FakeSource source = new FakeSource();
    private final FakeSink sink = FakeSink.immediate();
    private final JobDirectory jobs = new JobDirectory();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final Scheduler threads = Schedulers.newBoundedElastic(TURNS, TURNS, "filter", 1, true);
    private final List<Integer> parts = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        timer.dispose();
        threads.dispose();
        registry.close();
    }

    @Test
    void run_heavyTile_isDoneInPartsAtOnceWithTheSameBytes() {
        // Given: a part ends when all have begun
        CountDownLatch begun = new CountDownLatch(3);
        TileStage together = watched(part -> {
            begun.countDown();
            until(begun);
        });
        Disposable running =
                pipeline(together, gate(TurnLimits.DEFAULT, threads)).run().subscribe();

        // When
        source.publisher().next(HEAVY.delivery(0));

        // Then
        await().until(() -> sink.sent().size() == 1);
        running.dispose();
        TileResult result = Answers.only(sink);
        assertThat(parts).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(result.verdict().status()).isEqualTo(TileStatus.FILTERED);
        assertThat(result.verdict().tries()).isEqualTo(1);
        assertThat(result.output())
                .isEqualTo(FILTERS.runTile(HEAVY.plan(), 0, HEAVY.tile(0, 0, 1).samples())
                        .bytes());
    }

    @Test
    void run_cancelledWhilePartsAreAtIt_givesAllTurnsBack() {
        // Given
        CountDownLatch begun = new CountDownLatch(3);
        CountDownLatch released = new CountDownLatch(1);
        TileStage held = watched(part -> {
            begun.countDown();
            until(released);
        });
        TurnGate gate = gate(TurnLimits.DEFAULT, threads);
        Disposable running = pipeline(held, gate).run().subscribe();
        source.publisher().next(HEAVY.delivery(0));
        until(begun);
        assertThat(gate.share()).isEqualTo(1);

        // When
        running.dispose();
        released.countDown();

        // Then
        await().until(() -> gate.share() == TURNS / 2);
        assertThat(sink.sent()).isEmpty();
    }

    @Test
    void run_partThatFails_isTriedAgainWithAllOthersOnceNoneIsAtItAnyMore() {
        answer(HEAVY, TurnLimits.DEFAULT, watched(part -> {
            if (parts.size() == 2) {
                throw new IllegalStateException("filter broke");
            }
        }));

        assertThat(parts).as("the last one has not begun").containsExactly(0, 1, 0, 1, 2);
        TileResult result = Answers.only(sink);
        assertThat(result.verdict().status()).isEqualTo(TileStatus.FILTERED);
        assertThat(result.verdict().tries()).isEqualTo(2);
    }

    @Test
    void run_partThatDoesNotReturn_givesTheTileUpOnce() {
        answer(
                HEAVY,
                TurnLimits.DEFAULT,
                watched(part -> timer.advanceTimeBy(part == 1 ? TurnLimits.DEFAULT.tileTimeout() : Duration.ZERO)));

        assertThat(parts).as("not tried again").containsExactly(0, 1);
        assertThat(sink.sent()).as("a result and a dead letter").hasSize(2);
        TileResult result = Answers.result(sink.sent().get(0));
        assertThat(result.verdict().reason()).isEqualTo("the filter did not return within 120 s");
        assertThat(result.output()).isEqualTo(HEAVY.core(0));
    }

    @Test
    void run_stageThatCannotBeDivided_isTriedAgainThenGivenUp() {
        TileStage broken = new TileStage() {
            @Override
            public TileOutput run(ChainPlan plan, int tile, byte[] samples) {
                throw new IllegalStateException("not asked");
            }

            @Override
            public TileWork divide(ChainPlan plan, int tile, byte[] samples, int most) {
                parts.add(most);
                throw new NoClassDefFoundError("gone");
            }
        };

        answer(HEAVY, TurnLimits.DEFAULT, broken);

        assertThat(parts).hasSize(ProcessorConfig.Retries.DEFAULT.tries());
        assertThat(Answers.result(sink.sent().get(0)).verdict().reason())
                .isEqualTo("the filter failed with NoClassDefFoundError");
    }

    @Test
    void run_jobCancelledBetweenParts_passesTheRestOver() {
        jobs.apply(new Opened(HEAVY.spec(), "ingest-1"));

        answer(HEAVY, TurnLimits.DEFAULT, watched(part -> jobs.apply(new Cancelled(HEAVY.id()))));

        assertThat(parts).containsExactly(0);
        assertThat(sink.sent()).isEmpty();
    }

    @Test
    void run_jobCancelledAfterAPartHasFailed_isNeitherTriedAgainNorGivenUp() {
        jobs.apply(new Opened(HEAVY.spec(), "ingest-1"));

        answer(HEAVY, TurnLimits.DEFAULT, watched(part -> {
            jobs.apply(new Cancelled(HEAVY.id()));
            throw new IllegalStateException("filter broke");
        }));

        assertThat(parts).containsExactly(0);
        assertThat(sink.sent()).isEmpty();
        assertThat(registry.get(TelemetryNames.RETRIES).counter().count()).isZero();
    }

    @Test
    void run_lightTile_isNotDivided() {
        answer(job("blur:5"), TurnLimits.DEFAULT, watched(part -> {}));

        assertThat(parts).containsExactly(0);
    }

    @Test
    void run_heavyTileOfAProcessorWithALimit_isNotDivided() {
        TurnLimits limits = new TurnLimits(0, TURNS, TurnLimits.DEFAULT.tileTimeout());

        answer(HEAVY, limits, watched(part -> {}));

        assertThat(parts).containsExactly(0);
    }

    private static TileJob job(String filters) {
        return new TileJob("job-1", filters, FilterCatalogue.standard(), HEIGHT);
    }

    /** Has one tile answered, on this thread. */
    private void answer(TileJob job, TurnLimits limits, TileStage stage) {
        StepVerifier.create(
                        pipeline(stage, gate(limits, Schedulers.immediate())).run())
                .then(() -> source.publisher().next(job.delivery(0)))
                .then(() -> timer.advanceTimeBy(Duration.ofMinutes(1)))
                .expectNextMatches(delivery -> ((FakeDelivery) delivery).acknowledgements() == 1)
                .thenCancel()
                .verify();
    }

    private TurnGate gate(TurnLimits limits, Scheduler filters) {
        return new TurnGate(TURNS, limits, filters, timer, System::nanoTime);
    }

    private TilePipeline pipeline(TileStage stage, TurnGate gate) {
        return TestPipelines.of(
                ProcessorConfig.of("p1", TURNS),
                source,
                TestPipelines.holding(source, Map.of(), timer),
                sink,
                stage,
                FilterCatalogue.standard(),
                jobs,
                new ProcessorMeters(new RoleMeters(registry)),
                () -> ProcessSample.UNKNOWN,
                gate,
                timer);
    }

    /** Returns the real filters, with something that happens first in each part. */
    private TileStage watched(IntConsumer first) {
        return new TileStage() {
            @Override
            public TileOutput run(ChainPlan plan, int tile, byte[] samples) {
                return FILTERS.runTile(plan, tile, samples);
            }

            @Override
            public TileWork divide(ChainPlan plan, int tile, byte[] samples, int most) {
                TileWork work = FILTERS.divide(plan, tile, samples, most);
                return new TileWork(
                        IntStream.range(0, work.parts())
                                .<Runnable>mapToObj(part -> () -> run(work, part))
                                .toList(),
                        work::output);
            }

            private void run(TileWork work, int part) {
                parts.add(part);
                first.accept(part);
                work.run(part);
            }
        };
    }

    private static void until(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
