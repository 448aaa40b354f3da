package io.tesela.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.bench.chaos.Traffic.DoneAgain;
import io.tesela.bench.supervised.SupervisedService;
import io.tesela.client.upload.ClientRuntime;
import io.tesela.client.upload.Continuation;
import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.JobsClient;
import io.tesela.client.upload.ProgressListener;
import io.tesela.client.upload.ServerAddress;
import io.tesela.client.upload.UploadClient;
import io.tesela.client.upload.UploadOutcome;
import io.tesela.client.upload.UploadProgress;
import io.tesela.client.upload.UploadRequest;
import io.tesela.client.upload.UploadSource;
import io.tesela.client.upload.UploadTarget;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.tile.TileGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Jobs of one clip, one after the other, through a network and a service to which faults happen.
 *
 * <ul>
 *   <li><b>Threads:</b> blocks.
 *   <li><b>Ownership:</b> {@link #close} ends the client and the network; the service stays the caller's.
 * </ul>
 */
final class ChaosJobs implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration COMES_BACK_FOR = Duration.ofMinutes(2);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration TIDY_LIMIT = Duration.ofSeconds(20);
    private static final Duration LOOK_PERIOD = Duration.ofMillis(200);

    private final SupervisedService service;
    private final Path video;
    private final Path data;
    private final Path results;
    private final JobWishes wishes;
    private final ClientRuntime client = ClientRuntime.create();
    private final Striker striker;

    /**
     * Makes a client of a service.
     *
     * @param folder for results; {@code folder/data} is the service's
     */
    ChaosJobs(SupervisedService service, Path video, Path folder, String filters, TileGrid tiles) throws IOException {
        this.service = service;
        this.video = video;
        this.data = folder.resolve("data");
        this.results = Files.createDirectories(folder.resolve("results"));
        this.wishes = JobWishes.of(filters, tiles);
        this.striker = new Striker(service);
    }

    /**
     * A job to which nothing happened.
     *
     * @param report its report
     * @param traffic records that it took
     */
    record Undisturbed(JsonNode report, Traffic traffic) {
        long frames() {
            return report.path("frames").path("encoded").asLong();
        }
    }

    /** Runs a job to which nothing happens. */
    Undisturbed undisturbed() throws IOException {
        Traffic before = striker.traffic().orElseThrow();
        JsonNode report = run(clock(new FaultSchedule(0, List.of())));
        return new Undisturbed(report, striker.traffic().orElseThrow().since(before));
    }

    /** Runs a job under a schedule and compares it with the one to which nothing happened. */
    ChaosOutcome run(FaultSchedule schedule, Undisturbed undisturbed) throws IOException, InterruptedException {
        Optional<FaultyProcessor> faulty = faulty(schedule);
        try {
            return run(schedule, undisturbed, faulty);
        } finally {
            faulty.ifPresent(FaultyProcessor::close);
        }
    }

    @Override
    public void close() {
        striker.close();
        client.close();
    }

    private Optional<FaultyProcessor> faulty(FaultSchedule schedule) throws IOException, InterruptedException {
        return schedule.recordFaults().isEmpty()
                ? Optional.empty()
                : Optional.of(FaultyProcessor.start(service.kafka(), schedule.seed(), schedule.recordFaults()));
    }

    private ChaosOutcome run(FaultSchedule schedule, Undisturbed undisturbed, Optional<FaultyProcessor> faulty)
            throws IOException {
        StrikeClock clock = clock(schedule);
        long start = System.nanoTime();
        String trouble;
        String refusal = "";
        deleteResults();
        Optional<Traffic> before = striker.traffic();
        striker.forgetTrouble();
        try {
            JsonNode report = run(clock);
            trouble = schedule.fails() ? "came back (expected: it fails)" : difference(report, undisturbed.report());
        } catch (TeselaException e) {
            refusal = e.sentence();
            trouble = schedule.fails() ? afterFailure(refusal) : "failed: " + refusal;
        } catch (RuntimeException e) {
            trouble = "failed: " + e;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        striker.heal();
        trouble = trouble.isEmpty() ? faulty.map(FaultyProcessor::trouble).orElse("") : trouble;
        trouble = trouble.isEmpty() ? striker.trouble() : trouble;
        trouble = trouble.isEmpty() ? leftBehind() : trouble;
        return new ChaosOutcome(
                schedule,
                trouble.isEmpty() && schedule.fails() ? nextJob(undisturbed) : trouble,
                took,
                clock.standstill(),
                clock.left(),
                TakeOver.of(clock.standstills(), service::readyAfter),
                doneAgain(before, undisturbed),
                faulty.map(FaultyProcessor::struck).orElse(0),
                refusal);
    }

    private Optional<DoneAgain> doneAgain(Optional<Traffic> before, Undisturbed undisturbed) {
        return before.flatMap(earlier -> striker.traffic().map(now -> now.since(earlier)))
                .map(traffic -> traffic.beyond(undisturbed.traffic(), undisturbed.frames()));
    }

    private StrikeClock clock(FaultSchedule schedule) {
        return new StrikeClock(schedule, striker::strike, System::nanoTime);
    }

    private JsonNode run(StrikeClock clock) throws IOException {
        ServerAddress address =
                new ServerAddress("localhost", striker.port(), ServerAddress.Family.ANY, CONNECT_TIMEOUT, IDLE_TIMEOUT);
        UploadRequest request = new UploadRequest(
                address,
                new UploadSource.FromFile(video),
                UploadTarget.ToFile.of(results.resolve("out.mp4")),
                wishes,
                new Continuation(null, false, COMES_BACK_FOR));
        String json = new UploadClient(client)
                .upload(request, watching(clock))
                .cast(UploadOutcome.Finished.class)
                .map(UploadOutcome.Finished::reportJson)
                .block(PATIENCE);
        return JsonMapper.builder().build().readTree(json);
    }

    private ProgressListener watching(StrikeClock clock) {
        return new ProgressListener() {
            @Override
            public void accepted(JobId job) {
                striker.began(job);
            }

            @Override
            public void progress(UploadProgress progress) {
                clock.progress(progress);
            }
        };
    }

    private void deleteResults() throws IOException {
        for (Path file : resultFiles()) {
            Files.delete(file);
        }
    }

    private List<Path> resultFiles() throws IOException {
        try (Stream<Path> files = Files.list(results)) {
            return files.toList();
        }
    }

    private static String difference(JsonNode report, JsonNode undisturbed) {
        if (!report.path("ok").asBoolean()) {
            return "not ok: " + report.path("tile_counts") + ", " + report.path("frames");
        }
        String sha256 = report.path("output").path("sha256").asText();
        String expected = undisturbed.path("output").path("sha256").asText();
        return sha256.equals(expected) ? "" : "output " + sha256 + " (expected: " + expected + ")";
    }

    private String afterFailure(String sentence) throws IOException {
        if (!sentence.contains("cannot be read")) {
            return "failed: " + sentence + " (expected: that a record cannot be read)";
        }
        List<Path> files = resultFiles();
        return files.isEmpty() ? "" : "failed, and left " + files + " (expected: no file)";
    }

    /** Others are not to suffer from what befell one. */
    private String nextJob(Undisturbed undisturbed) throws IOException {
        try {
            String trouble = difference(undisturbed().report(), undisturbed.report());
            return trouble.isEmpty() ? leftBehind() : "the next job: " + trouble;
        } catch (RuntimeException e) {
            return "the next job failed: " + e.getMessage();
        }
    }

    /** Nothing of a job is to stay once its client has it all, or knows that it has failed. */
    private String leftBehind() throws IOException {
        long deadline = System.nanoTime() + TIDY_LIMIT.toNanos();
        String left = left();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            pause();
            left = left();
        }
        return left;
    }

    private String left() throws IOException {
        ServerAddress direct =
                new ServerAddress("localhost", service.port(), ServerAddress.Family.ANY, CONNECT_TIMEOUT, IDLE_TIMEOUT);
        List<JobStatus> jobs;
        try {
            jobs = new JobsClient(client)
                    .standing(direct)
                    .flatMapIterable(known -> known)
                    .filter(ChaosJobs::stands)
                    .collectList() // a few
                    .block(PATIENCE);
        } catch (RuntimeException e) {
            return "the ingest does not answer: " + e.getMessage();
        }
        try (Stream<Path> folders = Files.list(data.resolve("tesela-jobs"))) {
            List<Path> left = folders.filter(Files::isDirectory).toList();
            return left.isEmpty() && List.of().equals(jobs) ? "" : "left behind: " + left + ", jobs: " + jobs;
        }
    }

    /** How jobs have ended is remembered for a while. */
    private static boolean stands(JobStatus job) {
        return job.state() != JobStatus.State.FAILED;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_PERIOD.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
