package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.job.TileKey;
import io.tesela.filters.TileOutput;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.memory.InMemoryTransport;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.trace.Tracing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/**
 * Processors that die of a tile, are killed, leave in order and come, over one broker in memory; everything by chance, from a seed.
 *
 * <p>Whatever happens: a tile that ends its processor is failed after four deaths at most, and every other tile is filtered.
 */
class DeadlyTilesTest {
    private static final int PARTITIONS = 3;
    private static final int FRAMES = 15;
    private static final int STEPS = 200_000;
    private static final int MOST_LIVES = 3;
    private static final TileJob JOB = new TileJob("job-1");

    private final InMemoryBroker broker = new InMemoryBroker();
    private final Map<TileKey, TileStatus> results = new HashMap<>();
    private final Map<TileKey, Integer> deaths = new HashMap<>();
    private final Set<TileKey> deadly = new HashSet<>();
    private final List<Life> lives = new ArrayList<>();
    private int livesBefore;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void run_processorsThatDieOfATileOrByChance_failThatTileAndNoOther(long seed) {
        // Given
        Random random = new Random(seed);
        ChanceScheduler scheduler = new ChanceScheduler(random);
        InMemoryTransport outside = open(scheduler);
        for (int i = random.nextInt(3); i >= 0; i--) {
            deadly.add(new TileKey(JOB.id(), random.nextInt(FRAMES), random.nextInt(TileJob.GRID.tiles())));
        }
        int kills = random.nextInt(4);
        boolean killedInAProbe = false;

        // When
        sendAll(outside, scheduler);
        for (int step = 0; step < STEPS && results.size() < FRAMES * TileJob.GRID.tiles(); step++) {
            comeAndGo(random, scheduler);
            if (kills > 0 && !lives.isEmpty() && random.nextInt(200) == 0) {
                boolean probing = notes(outside, scheduler).stream().anyMatch(note -> note.contains("probing"));
                if (!probing || !killedInAProbe) {
                    // More than once, and a tile may be blamed for what it has not done.
                    killedInAProbe |= probing;
                    kills--;
                    lives.remove(random.nextInt(lives.size())).kill();
                }
            }
            scheduler.runOne();
        }

        // Then
        String of = "seed " + seed + ", deadly " + deadly;
        assertThat(results).as(of).hasSize(FRAMES * TileJob.GRID.tiles());
        results.forEach((tile, status) -> assertThat(status)
                .as("%s: %s", of, tile)
                .isEqualTo(deadly.contains(tile) ? TileStatus.FAILED : TileStatus.FILTERED));
        assertThat(deaths.values()).as(of).allMatch(count -> count <= 4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void run_processorsThatComeAndLeaveInOrder_countNoDeath(long seed) {
        // Given
        Random random = new Random(seed);
        ChanceScheduler scheduler = new ChanceScheduler(random);
        InMemoryTransport outside = open(scheduler);

        // When
        sendAll(outside, scheduler);
        for (int step = 0; step < STEPS && results.size() < FRAMES * TileJob.GRID.tiles(); step++) {
            comeAndGo(random, scheduler);
            scheduler.runOne();
        }

        // Then
        assertThat(results).as("seed %d", seed).hasSize(FRAMES * TileJob.GRID.tiles());
        assertThat(results.values()).as("seed %d", seed).containsOnly(TileStatus.FILTERED);
        assertThat(notes(outside, scheduler))
                .as("seed %d", seed)
                .allMatch(note -> note.endsWith("custody/1 deaths=0 below=0"));
    }

    private InMemoryTransport open(ChanceScheduler scheduler) {
        InMemoryTransport outside = new InMemoryTransport(broker, scheduler);
        await(scheduler, outside.ensureTopics(Topics.specs(new PartitionCounts(PARTITIONS, 1, 1, 1))));
        outside.tail(Topics.RESULTS)
                .records()
                .map(record -> (TileResult) ResultRecordCodec.decode(record))
                // The first one wins, as at the join.
                .subscribe(result -> results.putIfAbsent(
                        result.verdict().key(), result.verdict().status()));
        return outside;
    }

    private void sendAll(InMemoryTransport outside, ChanceScheduler scheduler) {
        RecordSink sink = outside.sink(SinkSettings.of("tiles").withMaxInFlight(1000, 1L << 30));
        List<FlowRecord> tiles = new ArrayList<>();
        for (int frame = 0; frame < FRAMES; frame++) {
            for (int tile = 0; tile < TileJob.GRID.tiles(); tile++) {
                tiles.add(numbered(frame, tile));
            }
        }
        await(scheduler, sink.sendAll(tiles));
    }

    /** A filter is not told of which frame its tile is: the first sample says so. */
    private static FlowRecord numbered(int frame, int tile) {
        TileRecord record = JOB.tile(frame, tile, 1);
        record.samples()[0] = (byte) frame;
        int partition = TilePartitioning.TILE.partition(record.key(), TileJob.GRID, record.attempt(), PARTITIONS);
        return TileRecordCodec.encode(record, partition);
    }

    private void comeAndGo(Random random, ChanceScheduler scheduler) {
        lives.removeIf(life -> life.dead);
        if (lives.isEmpty() || (lives.size() < MOST_LIVES && random.nextInt(60) == 0)) {
            lives.add(new Life(scheduler));
        } else if (random.nextInt(150) == 0) {
            lives.remove(random.nextInt(lives.size())).leave();
        }
    }

    private List<String> notes(InMemoryTransport outside, ChanceScheduler scheduler) {
        return await(scheduler, outside.service(Topics.TILES, Topics.PROCESSORS)).values().stream()
                .map(ServiceView::note)
                .filter(note -> !note.isEmpty())
                .toList();
    }

    /** Runs what there is to run until an answer is there. */
    private static <T> T await(ChanceScheduler scheduler, Mono<T> asked) {
        AtomicReference<T> answer = new AtomicReference<>();
        asked.subscribe(answer::set);
        T given = answer.get();
        while (given == null) {
            assertThat(scheduler.runOne()).isTrue();
            given = answer.get();
        }
        return given;
    }

    /** One processor in a process of its own, until it dies or leaves. */
    private final class Life {
        private final InMemoryTransport transport;
        private final TileProcessor processor;
        private boolean dead;

        Life(ChanceScheduler scheduler) {
            this.transport = new InMemoryTransport(broker, scheduler);
            this.processor = new TileProcessor(
                    ProcessorConfig.of("p" + livesBefore++, 2),
                    transport,
                    FilterCatalogue.standard(),
                    this::filter,
                    new RoleMeters(new SimpleMeterRegistry()),
                    Tracing.off(),
                    scheduler,
                    scheduler);
            processor.start();
        }

        void leave() {
            processor.close();
            transport.close();
        }

        void kill() {
            dead = true;
            transport.vanish();
            processor.close();
        }

        private TileOutput filter(ChainPlan plan, int tile, byte[] haloed) {
            TileKey key = new TileKey(JOB.id(), haloed[0], tile);
            if (deadly.contains(key)) {
                deaths.merge(key, 1, Integer::sum);
                kill();
                throw new IllegalStateException("never seen: the process is gone");
            }
            return TileOutput.raw(plan.geometry().cropToCore(haloed, tile));
        }
    }
}
