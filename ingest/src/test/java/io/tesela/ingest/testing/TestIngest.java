package io.tesela.ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.Ingest;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.flow.WindowBudget;
import io.tesela.ingest.job.IngestMeters;
import io.tesela.ingest.job.JobContext;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.memory.InMemoryTransport;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.media.VideoDecoderFactory;
import io.tesela.telemetry.ProcessSnapshot;
import io.tesela.telemetry.RoleHttpConfig;
import io.tesela.telemetry.RoleHttpServer;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.TelemetryNames;
import io.tesela.testkit.FakeTracing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** An ingest over the in-memory transport, on a free port, with a {@link FakeAssembler} behind it. */
public final class TestIngest implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(20);
    public static final int SEGMENT_FRAMES = 4;
    public static final int SEGMENT_BYTES = 32 << 10;
    public static final int TILE_PARTITIONS = 3;

    private static final int PROGRESS_PARTITIONS = 2;
    private static final int OUTPUT_PARTITION = 1;

    private SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Scheduler kafka = Schedulers.newBoundedElastic(4, 10_000, "test-kafka", 30, true);
    private final Scheduler io = Schedulers.newBoundedElastic(4, 10_000, "test-io", 30, true);
    private final Scheduler timer = Schedulers.newSingle("test-timer", true);
    private final Scheduler decode;
    private final LoopResources loops = LoopResources.create("test-net", 2, true);
    private final InMemoryTransport transport = new InMemoryTransport(new InMemoryBroker(), kafka);
    private final List<ProgressRecord> progressSent = new CopyOnWriteArrayList<>();
    private final FakeTracing tracing = new FakeTracing(Integer.MAX_VALUE);
    private final IngestConfig config;
    private final AtomicInteger tilePartitions = new AtomicInteger(TILE_PARTITIONS);
    private final VideoDecoderFactory decoders;
    private final RecordSink sink;
    private final FakeAssembler assembler;
    private JobContext context;
    private ProgressLog progress;
    private Ingest ingest;

    private TestIngest(IngestConfig config, VideoDecoderFactory decoders) {
        this.config = config;
        this.decode = Schedulers.newBoundedElastic(config.jobs().maxRunning(), 10_000, "test-decode", 30, true);
        transport
                .ensureTopics(Topics.specs(new PartitionCounts(TILE_PARTITIONS, 1, 2, PROGRESS_PARTITIONS)))
                .block(PATIENCE);
        this.decoders = decoders;
        this.sink = new WitnessedSink(transport.sink(SinkSettings.of("test-ingest")), progressSent);
        this.assembler = FakeAssembler.start(transport, PROGRESS_PARTITIONS, SEGMENT_BYTES);
        this.progress = new ProgressLog(transport.tail(Topics.PROGRESS), new JobDirectory());
        this.context = newContext();
        this.ingest = new Ingest(context, transport, progress, tilePartitions, TestIngest::snapshot, loops);
    }

    private JobContext newContext() {
        return new JobContext(
                config,
                FilterCatalogue.standard(),
                decoders,
                new FakeEncoders(),
                FakeEncoders.previews(),
                sink,
                progress.directory(),
                new WindowBudget(config.flow().windowFrames(), config.flow().windowBytes()),
                new DiskQuota(config.flow().diskBytes()),
                tilePartitions::get,
                PROGRESS_PARTITIONS,
                OUTPUT_PARTITION,
                new IngestMeters(new RoleMeters(meters)),
                tracing,
                Clock.systemUTC(),
                decode,
                io,
                timer);
    }

    /** Returns how this process stands: there is nothing to be told. */
    public static ProcessSnapshot snapshot() {
        return new ProcessSnapshot("test", "ingest", "localhost", List.of());
    }

    /** Starts to answer over HTTP; the caller closes it. */
    public RoleHttpServer http() {
        return Objects.requireNonNull(RoleHttpServer.start(RoleHttpConfig.of("127.0.0.1", 0), loops, ingest.routes())
                .block(PATIENCE));
    }

    /** Has the ingest vanish, as kill -9 does, and starts its next life over the same folder and log. */
    public void dieAndComeBack() {
        ingest.close();
        comeBack();
    }

    /** Starts the next life of an ingest that was stopped. */
    public void comeBack() {
        meters = new SimpleMeterRegistry();
        progress = new ProgressLog(transport.tail(Topics.PROGRESS), new JobDirectory());
        context = newContext();
        ingest = new Ingest(context, transport, progress, tilePartitions, TestIngest::snapshot, loops);
        ingest.start().block(PATIENCE);
    }

    /** Starts one with settings of its own. */
    public static TestIngest start(Path data, VideoDecoderFactory decoders, UnaryOperator<IngestConfig> settings) {
        TestIngest ingest = new TestIngest(settings.apply(config(data)), decoders);
        ingest.ingest.start().block(PATIENCE);
        return ingest;
    }

    /** Starts one for fake videos. */
    public static TestIngest start(Path data, VideoDecoderFactory decoders) {
        return start(data, decoders, config -> config);
    }

    /**
     * Returns settings that suit small videos: segments of 4 frames, 8 in flight, 64 KiB of upload ahead; a job whose client goes
     * is not kept.
     */
    public static IngestConfig config(Path data) {
        return IngestConfig.of("in-test", "::", 0, data)
                .with(new IngestConfig.JobDefaults("blur:3", new TileGrid(2, 2), EncoderSettings.DEFAULT))
                .with(new IngestConfig.Flow(
                        8,
                        64L << 20,
                        64L << 20,
                        64 << 10,
                        64 << 20,
                        1 << 30,
                        SEGMENT_FRAMES,
                        4,
                        IngestConfig.Flow.DEFAULT.cutAfter()))
                .with(new IngestConfig.JobLimits(8, 8, 8))
                .with(new IngestConfig.Sessions(
                        200, Duration.ofSeconds(20), Duration.ofSeconds(20), IngestConfig.Browsers.DEFAULT))
                .with(new IngestConfig.Keeping(Duration.ZERO, 64L << 20, 16, false));
    }

    public static ConditionFactory eventually() {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10));
    }

    public int port() {
        return ingest.port();
    }

    /** Ends all jobs, or keeps them, as a process does that is being stopped. */
    public void stopJobs() {
        ingest.stop().block(PATIENCE);
    }

    /** Stops the ingest as SIGTERM does. */
    public void stop() {
        stopJobs();
        ingest.close();
    }

    public FakeAssembler assembler() {
        return assembler;
    }

    public JobContext context() {
        return context;
    }

    /** Returns the spans that have ended, see {@link FakeTracing}. */
    public List<String> spans() {
        return tracing.ended();
    }

    /** Returns what the ingest has said in the progress log, in order. */
    public List<ProgressRecord> progressSent() {
        return progressSent;
    }

    /** Returns how many jobs the log knows as open. */
    public long jobsInLog() {
        return progressSent.stream()
                .map(ProgressRecord::job)
                .distinct()
                .filter(job -> progress.directory().find(job).isPresent())
                .count();
    }

    public long jobsRunning() {
        return jobs("running");
    }

    public long jobsParked() {
        return jobs("parked");
    }

    private long jobs(String state) {
        return (long) meters.get(TelemetryNames.JOBS)
                .tag(TelemetryNames.STATE, state)
                .gauge()
                .value();
    }

    public long framesInFlight() {
        return (long) meters.get(TelemetryNames.IN_FLIGHT_FRAMES).gauge().value();
    }

    public long framesDecoded() {
        return (long) meters.get(TelemetryNames.FRAMES)
                .tag(TelemetryNames.STAGE, "decoded")
                .counter()
                .count();
    }

    public long downloadedBytes() {
        return (long) meters.get(TelemetryNames.DOWNLOAD_BYTES).counter().count();
    }

    /** Returns how many jobs have a folder. */
    public long jobFolders() {
        Path jobs = config.data().resolve("tesela-jobs");
        if (!Files.isDirectory(jobs)) {
            return 0;
        }
        try (Stream<Path> folders = Files.list(jobs)) {
            return folders.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until nothing is left of any job. */
    public void awaitNothingLeft() {
        eventually().untilAsserted(() -> {
            assertThat(jobsRunning()).as("jobs running").isZero();
            assertThat(jobFolders()).as("job folders").isZero();
            assertThat(jobsInLog()).as("jobs in the log").isZero();
        });
    }

    @Override
    public void close() {
        ingest.close();
        assembler.close();
        transport.close();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(3)).block(PATIENCE);
        for (Scheduler scheduler : List.of(decode, io, timer, kafka)) {
            scheduler.dispose();
        }
        meters.close();
    }

    /** Keeps the progress that goes through a sink; the log itself forgets, being compacted. */
    private record WitnessedSink(RecordSink sink, List<ProgressRecord> progress) implements RecordSink {
        @Override
        public Mono<Position> send(FlowRecord record) {
            return sink.send(record).doOnSubscribe(subscription -> witness(List.of(record)));
        }

        @Override
        public Mono<List<Position>> sendAll(List<FlowRecord> records) {
            return sink.sendAll(records).doOnSubscribe(subscription -> witness(records));
        }

        @Override
        public void close() {
            sink.close();
        }

        private void witness(List<FlowRecord> records) {
            records.stream()
                    .filter(record -> record.topic().equals(Topics.PROGRESS))
                    .map(ProgressRecordCodec::decode)
                    .flatMap(Optional::stream)
                    .forEach(progress::add);
        }
    }
}
