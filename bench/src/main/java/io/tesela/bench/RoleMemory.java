package io.tesela.bench;

import io.tesela.bench.supervised.SupervisedService;
import io.tesela.client.upload.UploadOutcome;
import io.tesela.standalone.role.DataFolder;
import io.tesela.telemetry.ProcessResources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Whether a long video takes more memory than a short one of any role, and more of the broker's disk.
 *
 * <p>Each role is a process of its own, whose heap is there from the start, so what is seen is what the role takes besides: native
 * memory, stacks, code. A heap that is too small for a long video would end its role, and with it the measurement.
 *
 * <p>Topics go up and down, and whoever looks for longer sees a higher peak; so what they hold half of the time, and 99 % of it, is
 * told as well.
 *
 * <p><b>Threads:</b> blocks; one service for each length.
 */
final class RoleMemory {
    private static final double MB = 1e6;
    private static final Duration PATIENCE = Duration.ofHours(3);
    private static final Duration LOOK_PERIOD = Duration.ofMillis(250);
    private static final List<String> FIXED_HEAP =
            List.of("-Xms320m", "-Xmx320m", "-XX:+AlwaysPreTouch", "-XX:+ExitOnOutOfMemoryError");

    private final FlowScenario scenario;
    private final int loops;
    private final int warmUps;

    /**
     * @param loops how many times longer the long video is
     * @param warmUps how many jobs of the clip each service does first
     */
    RoleMemory(FlowScenario scenario, int loops, int warmUps) {
        this.scenario = scenario;
        this.loops = loops;
        this.warmUps = warmUps;
    }

    /**
     * What a job took.
     *
     * @param residentBytes of each role, the most since it started
     * @param topicBytes of all files of the topics, one number for each look, the least first
     */
    private record Taken(long frames, double seconds, Map<String, Long> residentBytes, List<Long> topicBytes) {
        /** Returns what the topics did not exceed in a part of the looks, by the nearest rank. */
        double topicBytes(double part) {
            return NearestRank.of(topicBytes, part).doubleValue();
        }
    }

    /** Returns a table. */
    String measure() throws IOException, InterruptedException {
        Taken once = run(1);
        Taken looped = run(loops);
        Table table = new Table("", "1x", loops + "x", "ratio");
        add(table, "frames", (double) once.frames(), (double) looped.frames());
        add(table, "fps", once.frames() / once.seconds(), looped.frames() / looped.seconds());
        addTopics(table, "median", 0.5, once, looped);
        addTopics(table, "99 %", 0.99, once, looped);
        addTopics(table, "peak", 1, once, looped);
        once.residentBytes()
                .forEach((role, bytes) -> add(
                        table,
                        role + " RSS MB",
                        bytes / MB,
                        looped.residentBytes().getOrDefault(role, 0L) / MB));
        return table.toString();
    }

    private Taken run(int times) throws IOException, InterruptedException {
        try (DataFolder folder = DataFolder.of(null)) {
            Path video = folder.path().resolve("looped.mkv");
            FfmpegProgram.loop(scenario.clip(), times, video);
            Path data = folder.path().resolve("data");
            try (SupervisedService service = SupervisedService.start(data, FIXED_HEAP);
                    FlowClient client = new FlowClient(scenario)) {
                for (int i = 0; i < warmUps; i++) {
                    client.upload(service.port(), scenario.clip(), new GatedOutput())
                            .block();
                }
                TimeUnit.MILLISECONDS.sleep(LengthRun.FORGETTING_MS);
                return watched(
                        client.upload(service.port(), video, new GatedOutput()), service, new KeptBytes.OfFiles(data));
            }
        }
    }

    private static Taken watched(Mono<UploadOutcome.Finished> job, SupervisedService service, KeptBytes kept)
            throws IOException {
        Map<String, Long> processes = service.children();
        Queue<Long> bytes = new ConcurrentLinkedQueue<>();
        Disposable looking = Flux.interval(Duration.ZERO, LOOK_PERIOD, Schedulers.single())
                .onBackpressureDrop()
                .subscribe(turn -> bytes.add(kept.bytes()));
        try {
            UploadOutcome.Finished outcome = Objects.requireNonNull(job.block(PATIENCE));
            if (!processes.equals(service.children())) {
                throw new IOException("a role ended and was started again (expected: none): " + service.printed());
            }
            return new Taken(
                    outcome.report().frames().encoded(),
                    outcome.took().toNanos() / 1e9,
                    residentBytes(processes),
                    bytes.stream().sorted().toList());
        } finally {
            looking.dispose();
        }
    }

    private static Map<String, Long> residentBytes(Map<String, Long> processes) throws IOException {
        Map<String, Long> resident = new TreeMap<>();
        for (Map.Entry<String, Long> process : processes.entrySet()) {
            OptionalLong peak = ProcessResources.peakResidentBytes(process.getValue());
            if (peak.isEmpty()) {
                throw new IOException(process.getKey() + ": resident memory: not told (expected: as Linux does)");
            }
            resident.put(process.getKey(), peak.getAsLong());
        }
        return resident;
    }

    private static void addTopics(Table table, String name, double part, Taken once, Taken looped) {
        add(table, "topics MB, " + name, once.topicBytes(part) / MB, looped.topicBytes(part) / MB);
    }

    private static void add(Table table, String name, double once, double looped) {
        table.row(name, number("%.1f", once), number("%.1f", looped), number("%.2f", looped / once));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
