package io.tesela.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.client.upload.ClientRuntime;
import io.tesela.client.upload.Continuation;
import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.JobsClient;
import io.tesela.client.upload.ServerAddress;
import io.tesela.client.upload.UploadClient;
import io.tesela.client.upload.UploadOutcome;
import io.tesela.client.upload.UploadRequest;
import io.tesela.client.upload.UploadSource;
import io.tesela.client.upload.UploadTarget;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.testkit.FaultyProxy;
import io.tesela.testkit.FaultyProxy.Direction;
import io.tesela.wire.FilterRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Jobs of one clip, one after the other, through a network and a service to which faults happen.
 *
 * <ul>
 *   <li><b>Threads:</b> blocks; one of its own ends what lasts.
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
    private final Path folder;
    private final JobWishes wishes;
    private final ClientRuntime client = ClientRuntime.create();
    private final FaultyProxy network;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "chaos-later");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Makes a client of a service.
     *
     * @param folder for results; {@code folder/data} is the service's
     */
    ChaosJobs(SupervisedService service, Path video, Path folder, String filters, TileGrid tiles) {
        this.service = service;
        this.video = video;
        this.folder = folder;
        this.wishes = new JobWishes(FilterRequest.parseChain(filters), tiles, null, null, false, OnMissing.FILL);
        this.network = FaultyProxy.to(service.port());
    }

    /** Returns the report of a job to which nothing happens. */
    JsonNode undisturbed() throws IOException {
        return run(new StrikeClock(new FaultSchedule(0, List.of()), fault -> {}, System::nanoTime));
    }

    /** Runs a job under a schedule and compares it with the one to which nothing happened. */
    ChaosOutcome run(FaultSchedule schedule, JsonNode undisturbed) throws IOException {
        StrikeClock clock = new StrikeClock(schedule, this::strike, System::nanoTime);
        long start = System.nanoTime();
        String trouble;
        long duplicates = 0;
        try {
            JsonNode report = run(clock);
            duplicates = report.path("tile_counts").path("duplicates").asLong();
            trouble = trouble(report, undisturbed);
        } catch (RuntimeException e) {
            trouble = "failed: " + e.getMessage();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        network.heal();
        return new ChaosOutcome(
                schedule,
                trouble.isEmpty() ? leftBehind() : trouble,
                took,
                clock.standstill(),
                clock.left(),
                duplicates);
    }

    @Override
    public void close() {
        later.shutdownNow();
        client.close();
        network.close();
    }

    private JsonNode run(StrikeClock clock) throws IOException {
        Path out = folder.resolve("out.mp4");
        ServerAddress address =
                new ServerAddress("localhost", network.port(), ServerAddress.Family.ANY, CONNECT_TIMEOUT, IDLE_TIMEOUT);
        UploadRequest request = new UploadRequest(
                address,
                new UploadSource.FromFile(video),
                UploadTarget.ToFile.of(out),
                wishes,
                new Continuation(null, false, COMES_BACK_FOR));
        String json = new UploadClient(client)
                .upload(request, clock)
                .cast(UploadOutcome.Finished.class)
                .map(UploadOutcome.Finished::reportJson)
                .block(PATIENCE);
        return JsonMapper.builder().build().readTree(json);
    }

    private static String trouble(JsonNode report, JsonNode undisturbed) {
        if (!report.path("ok").asBoolean()) {
            return "not ok: " + report.path("tile_counts") + ", " + report.path("frames");
        }
        String sha256 = report.path("output").path("sha256").asText();
        String expected = undisturbed.path("output").path("sha256").asText();
        return sha256.equals(expected) ? "" : "output " + sha256 + " (expected: " + expected + ")";
    }

    /** Nothing of a job is to stay once its client has it all. */
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
        List<?> jobs = List.of();
        try {
            jobs = new JobsClient(client).standing(direct, null).block(PATIENCE);
        } catch (RuntimeException e) {
            return "the ingest does not answer: " + e.getMessage();
        }
        try (Stream<Path> folders = Files.list(folder.resolve("data").resolve("tesela-jobs"))) {
            List<Path> left = folders.filter(Files::isDirectory).toList();
            return left.isEmpty() ? "" : "left behind: " + left + ", jobs: " + jobs;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_PERIOD.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void strike(Fault fault) {
        if (fault instanceof Fault.Kill kill) {
            service.kill(kill.child());
        } else if (fault instanceof Fault.Stop stop) {
            service.stop(stop.child());
        } else if (fault instanceof Fault.Freeze freeze) {
            freeze(freeze.child(), true);
            after(freeze.length(), () -> freeze(freeze.child(), false));
        } else if (fault instanceof Fault.Stall stall) {
            network.stallAfter(Direction.TO_CLIENT, 0);
            after(stall.length(), network::heal);
        } else if (fault instanceof Fault.Cut) {
            network.cutAll();
        }
    }

    private void freeze(String child, boolean still) {
        try {
            service.freeze(child, still);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void after(Duration length, Runnable end) {
        var unused = later.schedule(end, length.toMillis(), TimeUnit.MILLISECONDS);
    }
}
