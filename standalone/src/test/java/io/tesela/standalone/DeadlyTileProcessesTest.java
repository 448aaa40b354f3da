package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.reactor.KafkaConnection;
import io.tesela.kafka.reactor.ReactorKafkaTransport;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;

/** Two processors over a broker, each in a process of its own that is started again whenever one of the tiles has ended it. */
class DeadlyTileProcessesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int FRAMES = 60;
    private static final int DEADLY_FRAME = 7;
    private static final TileRecord.Work WORK = new TileRecord.Work("invert", TileGrid.WHOLE, 32, 32);

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final ReactorKafkaTransport transport =
            new ReactorKafkaTransport(KafkaConnection.to(broker.bootstrapServers()), Schedulers.parallel());
    private final Map<Long, TileVerdict> verdicts = new ConcurrentHashMap<>();
    private final Map<String, Process> processes = new ConcurrentHashMap<>();
    private final AtomicInteger deaths = new AtomicInteger();
    private volatile boolean over;

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        over = true;
        processes.values().forEach(Process::destroyForcibly);
        transport.close();
        broker.close();
    }

    @Test
    void tile_thatEndsItsProcessor_isFailedAfterFourDeaths_andNoOtherIs() {
        // Given
        transport.ensureTopics(Topics.specs(new PartitionCounts(4, 1, 1, 1))).block(PATIENCE);
        transport.tail(Topics.RESULTS).records().subscribe(this::answered);
        transport
                .sink(SinkSettings.of("tiles"))
                .sendAll(IntStream.range(0, FRAMES).mapToObj(this::tile).toList())
                .block(PATIENCE);

        // When
        start("first");
        start("second");

        // Then
        await().atMost(PATIENCE).until(() -> verdicts.size() == FRAMES);
        verdicts.forEach((frame, verdict) -> assertThat(verdict.status())
                .as("frame %d: %s", frame, verdict.reason())
                .isEqualTo(frame == DEADLY_FRAME ? TileStatus.FAILED : TileStatus.FILTERED));
        assertThat(verdicts.values())
                .filteredOn(verdict -> verdict.status() == TileStatus.FAILED)
                .extracting(TileVerdict::reason)
                .containsExactly("the filter ended its tile processor 2 times, with nothing else running beside it");
        assertThat(deaths).hasValue(4);
    }

    private void answered(FlowRecord record) {
        TileVerdict verdict = ((TileResult) ResultRecordCodec.decode(record)).verdict();
        verdicts.putIfAbsent(verdict.key().frame(), verdict);
    }

    private FlowRecord tile(int frame) {
        ChainPlan plan = ChainPlan.of(
                FilterChain.parse(WORK.filters(), FilterCatalogue.standard()),
                WORK.tiles(),
                WORK.width(),
                WORK.height());
        byte[] samples = new byte[plan.geometry().haloedBytes(0)];
        samples[0] = frame == DEADLY_FRAME ? DeadlyProcessor.DEADLY : 0;
        return TileRecordCodec.encode(
                new TileRecord(new TileKey(new JobId("deadly"), frame, 0), 1, WORK, samples), frame % 4);
    }

    private void start(String name) {
        File printed = folder.resolve(name + ".txt").toFile();
        try {
            Process process = RoleProcesses.java(
                            DeadlyProcessor.class.getName(), List.of(), broker.bootstrapServers(), name)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(printed))
                    .start();
            processes.put(name, process);
            var unused = process.onExit().thenAccept(ended -> ended(name, ended.exitValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ended(String name, int code) {
        if (!over) {
            deaths.addAndGet(code == DeadlyProcessor.EXIT_CODE ? 1 : 100);
            start(name);
        }
    }
}
