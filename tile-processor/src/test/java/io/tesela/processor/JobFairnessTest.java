package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.report.ProcessSample;
import io.tesela.filters.TileOutput;
import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.memory.InMemoryTransport;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.processor.turn.TurnGate;
import io.tesela.telemetry.RoleMeters;
import io.tesela.testkit.SleepFilter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A cheap job beside one whose tiles cost fifty times as much, over one partition, which is a queue.
 *
 * <p>Time is what filters have worked, all together, counted by the filter itself. Everything runs on one thread, so it is the same in
 * every run.
 */
class JobFairnessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TILES = 320;
    /** Tiles that a job has in flight: its window. */
    private static final int WINDOW = 16;

    private final SleepFilter sleep = new SleepFilter();
    private final Scheduler one = Schedulers.newSingle("test-one", true);
    private final InMemoryTransport transport = new InMemoryTransport(new InMemoryBroker(), one);
    private final RecordSink tiles = transport.sink(SinkSettings.of("tiles"));
    private final RecordSink results = transport.sink(SinkSettings.of("results"));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Disposable.Composite running = Disposables.composite();
    private final List<Client> clients = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        transport.ensureTopics(Topics.specs(new PartitionCounts(1, 1, 1, 1))).block(PATIENCE);
    }

    @AfterEach
    void close() {
        running.dispose();
        transport.close();
        one.dispose();
        registry.close();
    }

    @Test
    void run_aCheapJobBesideACostlyOne_takesAtMostThreeTimesItsLoneTime() {
        // Given
        running.add(transport
                .tail(Topics.RESULTS)
                .records()
                .map(record -> (TileResult) ResultRecordCodec.decode(record))
                .subscribe(this::route));
        running.add(pipeline().run().subscribe());
        Client alone = new Client("alone", "sleep:1", TILES);
        begin(alone);
        await().atMost(PATIENCE).until(alone::finished);
        long loneMs = alone.tookMs();
        assertThat(loneMs).isEqualTo(TILES);

        // When
        Client costly = new Client("costly", "sleep:50", Integer.MAX_VALUE);
        Client cheap = new Client("cheap", "sleep:1", TILES);
        begin(costly, cheap);
        await().atMost(PATIENCE).until(cheap::finished);

        // Then
        assertThat(cheap.tookMs()).isLessThanOrEqualTo(3 * loneMs);
        assertThat(50 * costly.answeredBy(cheap.endedAtMs))
                .as("the other has as much of the time")
                .isBetween(loneMs - 100, loneMs + 100);
    }

    /** On the one thread, so that nothing is filtered before all have begun. */
    private void begin(Client... those) {
        clients.addAll(List.of(those));
        one.schedule(() -> {
            for (Client client : those) {
                client.begin();
            }
        });
    }

    private void route(TileResult result) {
        clients.stream()
                .filter(client -> client.job.id().equals(result.verdict().key().job()))
                .forEach(client -> client.answered(result.verdict().process().upMs()));
    }

    private TilePipeline pipeline() {
        ProcessorConfig config = ProcessorConfig.of("p1", 1);
        ProcessorMeters meters = new ProcessorMeters(new RoleMeters(registry));
        RecordSource source =
                transport.consumer(ConsumerSettings.of(Topics.TILES, Topics.PROCESSORS, "p1"), AssignmentListener.NONE);
        return TestPipelines.of(
                config,
                source,
                // As the one partition will be assigned.
                TestPipelines.holding(source, Map.of(), one),
                results,
                (plan, tile, haloed) -> TileOutput.raw(sleep.run(plan, tile, haloed)),
                sleep.catalogue(),
                new JobDirectory(),
                meters,
                // Each result says when it was made.
                () -> new ProcessSample(1, sleep.total().toMillis(), 0, 0),
                new TurnGate(config.parallelism(), config.limits(), one, one, sleep::nanoTime),
                one);
    }

    /** Keeps its window full until all its tiles are sent. */
    private final class Client {
        private final TileJob job;
        private final int count;
        private final List<Long> answeredAtMs = new CopyOnWriteArrayList<>();
        private int sent;
        private volatile long begunAtMs;
        private volatile long endedAtMs;

        Client(String id, String filters, int count) {
            this.job = new TileJob(id, filters, sleep.catalogue());
            this.count = count;
        }

        void begin() {
            begunAtMs = sleep.total().toMillis();
            for (int i = 0; i < WINDOW; i++) {
                send();
            }
        }

        void answered(long atMs) {
            answeredAtMs.add(atMs);
            if (answeredAtMs.size() == count) {
                endedAtMs = atMs;
            } else if (sent < count) {
                send();
            }
        }

        boolean finished() {
            return endedAtMs > 0;
        }

        long tookMs() {
            return endedAtMs - begunAtMs;
        }

        long answeredBy(long ms) {
            return answeredAtMs.stream().filter(at -> at <= ms).count();
        }

        private void send() {
            tiles.send(job.record(sent / 4, sent % 4, 1)).subscribe();
            sent++;
        }
    }
}
