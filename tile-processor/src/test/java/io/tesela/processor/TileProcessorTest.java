package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.filters.TileOutput;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.memory.InMemoryTransport;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.TelemetryNames;
import io.tesela.telemetry.trace.Tracing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Processors over one broker in memory, each with a transport of its own, as in processes of their own. */
class TileProcessorTest {
    private static final int PARTITIONS = 4;
    private static final int FRAMES = 20;
    private static final int TILES = FRAMES * 4;
    private static final int TAKEN = ProcessorConfig.of("p1", 2).taking().records();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TileJob JOB = new TileJob("job-1");
    private static final TileStage CROP =
            (plan, tile, haloed) -> TileOutput.raw(plan.geometry().cropToCore(haloed, tile));

    private final InMemoryBroker broker = new InMemoryBroker();
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final Scheduler loop = Schedulers.newParallel("test-loop", 2, true);
    private final InMemoryTransport outside = new InMemoryTransport(broker, loop);
    private final Map<String, SimpleMeterRegistry> registries = new HashMap<>();
    private final List<TileResult> results = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        outside.ensureTopics(Topics.specs(new PartitionCounts(PARTITIONS, 1, 1, 1)))
                .block(PATIENCE);
        outside.tail(Topics.RESULTS)
                .records()
                .subscribe(record -> results.add((TileResult) ResultRecordCodec.decode(record)));
    }

    @AfterEach
    void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
        outside.close();
        loop.dispose();
    }

    @Test
    void start_twoProcessors_shareTheTilesOfOneJob() {
        TileProcessor first = processor("p1", CROP);
        TileProcessor second = processor("p2", CROP);
        awaitReady(first, second);

        send(tiles());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(results).hasSize(TILES));
        assertThat(results.stream().map(result -> result.verdict().key()).distinct())
                .hasSize(TILES);
        assertThat(tilesPerProcessor()).containsExactlyInAnyOrderEntriesOf(Map.of("p1", TILES / 2L, "p2", TILES / 2L));
        awaitAllCommitted();
    }

    @Test
    void readiness_ofMoreProcessorsThanPartitions_isGivenByAll() {
        List<TileProcessor> processors = new ArrayList<>();
        for (int i = 0; i <= PARTITIONS; i++) {
            processors.add(processor("p" + i, CROP));
        }

        awaitReady(processors.toArray(TileProcessor[]::new));
    }

    @Test
    void failed_whenAFlowHasEnded_saysSo() {
        TopicSpec tooSmall = new TopicSpec(Topics.RESULTS, 1, Map.of("max.message.bytes", "10"));
        outside.ensureTopics(List.of(tooSmall)).block(PATIENCE);
        TileProcessor processor = processor("p1", CROP);
        send(tiles());

        StepVerifier.create(processor.failed())
                .expectErrorSatisfies(e -> assertThat(e).hasMessageStartingWith("p1 cannot go on: tiles: "))
                .verify(PATIENCE);
        assertThat(processor.readiness().obstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("flows"));
    }

    @Test
    void failed_whenNoFilterReturns_saysSo() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        VirtualTimeScheduler timer = VirtualTimeScheduler.create();
        TileProcessor processor = processor("p1", timer, (plan, tile, haloed) -> {
            begun.countDown();
            awaitWhateverComes(end);
            return CROP.run(plan, tile, haloed);
        });
        send(tiles());
        begun.await();
        // All that it has taken: so nothing waits for the carrier, whose patience is measured by the same clock.
        await().atMost(PATIENCE).until(() -> waitingForTheirTurn("p1") == TAKEN - 2);

        timer.advanceTimeBy(TurnLimits.DEFAULT.tileTimeout());

        StepVerifier.create(processor.failed())
                .verifyErrorMessage("p1 cannot go on: filters: all 2 threads are lost to filters that do not return");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(results)
                        .hasSize(2)
                        .allMatch(result -> result.verdict().status() == TileStatus.FAILED));
        end.countDown();
    }

    @Test
    void close_withTilesUnderWay_leavesThemToTheOthers() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        TileProcessor stuck = processor("stuck", (plan, tile, haloed) -> {
            begun.countDown();
            awaitInterruption(never);
            return CROP.run(plan, tile, haloed);
        });
        awaitReady(stuck);
        send(tiles());
        begun.await();

        stuck.close();
        processor("p2", CROP);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(results).hasSize(TILES));
        assertThat(tilesPerProcessor()).containsOnlyKeys("p2");
        awaitAllCommitted();
    }

    @Test
    void start_withAPoisonRecord_goesOnBehindIt() {
        List<FlowRecord> deadTiles = new CopyOnWriteArrayList<>();
        outside.tail(Topics.DEAD_TILES).records().subscribe(deadTiles::add);
        List<FlowRecord> records = new ArrayList<>(tiles());
        records.add(0, FlowRecord.inPartition(Topics.TILES, 0, "x", new byte[] {1}, Map.of("tesela", new byte[] {9})));

        processor("p1", CROP);
        send(records);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(results).hasSize(TILES));
        assertThat(deadTiles).hasSize(1);
        awaitAllCommitted();
    }

    private TileProcessor processor(String id, TileStage stage) {
        return processor(id, Schedulers.newSingle(id + "-timer", true), stage);
    }

    private TileProcessor processor(String id, Scheduler timer, TileStage stage) {
        Scheduler filter = Schedulers.fromExecutorService(Executors.newFixedThreadPool(2), id + "-filter");
        InMemoryTransport transport = new InMemoryTransport(broker, loop);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registries.put(id, registry);
        TileProcessor processor = new TileProcessor(
                ProcessorConfig.of(id, 2),
                transport,
                FilterCatalogue.standard(),
                stage,
                new RoleMeters(registry),
                Tracing.off(),
                filter,
                timer);
        closing.push(() -> {
            processor.close();
            transport.close();
            filter.dispose();
            timer.dispose();
        });
        processor.start();
        return processor;
    }

    private static List<FlowRecord> tiles() {
        List<FlowRecord> records = new ArrayList<>();
        for (int i = 0; i < TILES; i++) {
            records.add(JOB.record(i / 4, i % 4, PARTITIONS));
        }
        return records;
    }

    private void send(List<FlowRecord> records) {
        try (RecordSink sink = outside.sink(SinkSettings.of("test").withMaxInFlight(1000, 1L << 30))) {
            sink.sendAll(records).block(PATIENCE);
        }
    }

    private double waitingForTheirTurn(String id) {
        return Objects.requireNonNull(registries.get(id))
                .get(TelemetryNames.QUEUE_DEPTH)
                .tag(TelemetryNames.QUEUE, "turns")
                .gauge()
                .value();
    }

    private Map<String, Long> tilesPerProcessor() {
        return results.stream()
                .map(TileResult::verdict)
                .collect(Collectors.groupingBy(TileVerdict::processor, Collectors.counting()));
    }

    private void awaitAllCommitted() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(views().values())
                        .allMatch(view -> view.committed().orElse(-1) == view.end()));
    }

    private Map<Integer, ServiceView> views() {
        return Objects.requireNonNull(
                outside.service(Topics.TILES, Topics.PROCESSORS).block(PATIENCE));
    }

    private static void awaitReady(TileProcessor... processors) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(processors)
                        .allMatch(processor -> processor.readiness().obstacle().isEmpty()));
    }

    /** As native code does, which nobody can interrupt. */
    private static void awaitWhateverComes(CountDownLatch end) {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                // Nothing to it.
            }
        }
    }

    private static void awaitInterruption(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
