package io.tesela.bench;

import io.tesela.client.upload.ClientRuntime;
import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.ProgressListener;
import io.tesela.client.upload.ServerAddress;
import io.tesela.client.upload.UploadClient;
import io.tesela.client.upload.UploadOutcome;
import io.tesela.client.upload.UploadRequest;
import io.tesela.client.upload.UploadSource;
import io.tesela.client.upload.UploadTarget;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.report.JobReport;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.standalone.role.LocalService;
import io.tesela.standalone.role.LocalTransport;
import io.tesela.telemetry.ProcessResources;
import io.tesela.telemetry.RoleHttpConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The whole service in this process, as {@code run} starts it, and a client that sends it one job after the other.
 *
 * <p><b>Threads:</b> blocks; one job at a time. <b>Ownership:</b> closes the service and the client; the folder is the
 * caller's.
 */
final class Service implements AutoCloseable {
    /** The bounds of a job that {@code run} sets; the window may be another one. */
    static final IngestConfig.Flow FLOW = IngestConfig.Flow.DEFAULT;

    /** A job is over for its client a moment before the server has cleared it away. */
    private static final int MAX_JOBS = 2;

    private static final String OUT = "out";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);

    private final Scenario scenario;
    private final Path folder;
    private final ProcessResources process = new ProcessResources();
    private final BrokerMeters kafka = new BrokerMeters();
    private final LocalService service;
    private final ClientRuntime client;
    private int jobs;

    /** @param folder for what the service keeps and what comes back; exists */
    Service(Scenario scenario, Path folder) {
        this.scenario = scenario;
        this.folder = folder;
        this.service = new LocalService(settings());
        this.client = ClientRuntime.create();
    }

    /** Returns what the next job takes. */
    JobCost run() {
        jobs++;
        Map<String, TopicBytes> trafficBefore = kafka.read();
        Duration cpuBefore = cpuTime();
        UploadOutcome.Finished outcome = upload();
        Duration cpu = cpuTime().minus(cpuBefore);
        JobReport report = outcome.report();
        int frames = Math.toIntExact(report.frames().encoded());
        Map<String, TopicBytes> traffic = BrokerMeters.between(trafficBefore, kafka.read());
        traffic.replaceAll((topic, bytes) -> bytes.dividedBy(frames));
        return new JobCost(
                jobs,
                frames,
                cpu.toNanos() / 1e6 / frames,
                outcome.took().toNanos() / 1e9,
                report.p50Ms(),
                report.p95Ms(),
                report.flow().maxFramesInFlight(),
                traffic);
    }

    /** Returns the CRC32C of each frame that the last job gave to its encoder. */
    List<Integer> frameCrc32c() {
        try {
            return Files.readAllLines(folder.resolve(OUT + ".frame_crc32c")).stream()
                    .map(HexFormat::fromHexDigits)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("checksums of the frames cannot be read", e);
        }
    }

    @Override
    public void close() {
        client.close();
        service.close();
    }

    private UploadOutcome.Finished upload() {
        ServerAddress address =
                new ServerAddress(LOOPBACK, service.port(), ServerAddress.Family.ANY, CONNECT_TIMEOUT, IDLE_TIMEOUT);
        JobWishes wishes = JobWishes.of(scenario.filters().toString(), scenario.tiles());
        UploadTarget target = UploadTarget.ToFile.of(folder.resolve(OUT + ".mp4"));
        UploadRequest request = new UploadRequest(address, new UploadSource.FromFile(scenario.clip()), target, wishes);
        return Objects.requireNonNull(new UploadClient(client)
                .upload(request, new ProgressListener() {})
                .cast(UploadOutcome.Finished.class)
                .block());
    }

    private Duration cpuTime() {
        return process.cpuTime()
                .orElseThrow(() -> new IllegalStateException("CPU time: not told by this JVM (expected: it is)"));
    }

    private LocalService.Settings settings() {
        IngestConfig ingest = IngestConfig.of("ingest-1", LOOPBACK, 0, folder.resolve("service"))
                .with(new IngestConfig.JobDefaults(
                        scenario.filters().toString(), scenario.tiles(), EncoderSettings.DEFAULT))
                .with(flow())
                .with(new IngestConfig.JobLimits(MAX_JOBS, 0, MAX_JOBS));
        return new LocalService.Settings(
                ingest,
                new LocalTransport.Kafka(BrokerSettings.loopback()),
                RoleHttpConfig.of(LOOPBACK, 0),
                scenario.processors(),
                scenario.parallelism(),
                TurnLimits.DEFAULT,
                PartitionCounts.DEFAULT);
    }

    private IngestConfig.Flow flow() {
        return new IngestConfig.Flow(
                scenario.window(),
                FLOW.windowBytes(),
                FLOW.outputBytes(),
                FLOW.uploadAheadBytes(),
                FLOW.maxUploadBytes(),
                FLOW.diskBytes(),
                FLOW.segmentFrames(),
                FLOW.publishConcurrency(),
                FLOW.cutAfter());
    }
}
