package io.tesela.bench;

import io.tesela.ingest.config.IngestConfig;
import io.tesela.standalone.role.DataFolder;
import io.tesela.telemetry.ProcessResources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * The most that jobs, one after the other, take from a process that does nothing else.
 *
 * @param frames of all jobs
 * @param seconds that they took
 * @param residentBytes highest resident memory of the process
 * @param liveHeapBytes most that a collection did not free
 * @param topicBytes most bytes in all topics
 * @param topicRecords most records of tiles, results and output; 0 without a broker
 */
record LengthRun(
        long frames, double seconds, long residentBytes, long liveHeapBytes, long topicBytes, long topicRecords) {
    private static final String SEPARATOR = " ";
    private static final int FIELDS = 6;
    private static final int PERIOD_MS = 250;
    /** Every so many samples the heap is collected: seldom enough to cost a few percent of the time. */
    private static final int SAMPLES_A_COLLECTION = 8;
    /** Until the topics have forgotten the jobs that were before: longer than files take to be rolled and deleted. */
    static final int FORGETTING_MS = 8_000;

    /**
     * Runs jobs of one video in this process; blocks.
     *
     * @param jobs how many, one after the other
     * @param warmUps how many jobs of the scenario's clip are done first
     */
    static LengthRun here(FlowScenario scenario, Path video, int jobs, int warmUps)
            throws IOException, InterruptedException {
        LongAccumulator heap = new LongAccumulator(Math::max, 0);
        LongAccumulator bytes = new LongAccumulator(Math::max, 0);
        LongAccumulator records = new LongAccumulator(Math::max, 0);
        ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
        try (DataFolder folder = DataFolder.of(null);
                FlowService service = new FlowService(scenario, IngestConfig.Flow.DEFAULT, folder.path())) {
            for (int i = 0; i < warmUps; i++) {
                service.upload(service.port(), scenario.clip(), new GatedOutput())
                        .block();
            }
            Thread.sleep(warmUps == 0 ? 0 : FORGETTING_MS);
            KeptBytes kept = service.gauges().kept();
            LongAccumulator turn = new LongAccumulator(Long::sum, 0);
            var unused = sampler.scheduleWithFixedDelay(
                    () -> {
                        bytes.accumulate(kept.bytes());
                        records.accumulate(kept.records());
                        turn.accumulate(1);
                        if (turn.get() % SAMPLES_A_COLLECTION == 0) {
                            heap.accumulate(LiveHeap.bytes());
                        }
                    },
                    0,
                    PERIOD_MS,
                    TimeUnit.MILLISECONDS);
            long frames = 0;
            double seconds = 0;
            for (int i = 0; i < jobs; i++) {
                var outcome = Objects.requireNonNull(
                        service.upload(service.port(), video, new GatedOutput()).block());
                frames += outcome.report().frames().encoded();
                seconds += outcome.took().toNanos() / 1e9;
            }
            return new LengthRun(
                    frames,
                    seconds,
                    new ProcessResources().peakResidentBytes().orElse(-1),
                    heap.get(),
                    bytes.get(),
                    records.get());
        } finally {
            sampler.shutdownNow();
        }
    }

    /** Runs them in a process of its own, with the same options of the JVM; blocks. */
    static LengthRun elsewhere(FlowScenario scenario, Path video, int jobs, int warmUps)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FlowMain.class.getName()));
        command.addAll(List.of(
                scenario.clip().toString(),
                "--only",
                "job",
                "--video",
                video.toString(),
                "--jobs",
                Integer.toString(jobs),
                "--warm-ups",
                Integer.toString(warmUps),
                "--filters",
                scenario.filters().toString()));
        command.addAll(List.of("--tiles", scenario.tiles().toString()));
        command.addAll(List.of("--transport", scenario.memory() ? "memory" : "kafka"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("job: exit code " + process.exitValue() + " (expected: 0)");
            }
            return parse(printed);
        } finally {
            process.destroy();
        }
    }

    /** Returns one line. */
    String line() {
        return String.join(
                SEPARATOR,
                Long.toString(frames),
                Double.toString(seconds),
                Long.toString(residentBytes),
                Long.toString(liveHeapBytes),
                Long.toString(topicBytes),
                Long.toString(topicRecords));
    }

    /** Returns what such a line says. */
    static LengthRun parse(String line) {
        String[] fields = line.strip().split(SEPARATOR, -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("line: " + line + " (expected: " + FIELDS + " numbers)");
        }
        return new LengthRun(
                Long.parseLong(fields[0]),
                Double.parseDouble(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                Long.parseLong(fields[5]));
    }

    double fps() {
        return frames / seconds;
    }
}
