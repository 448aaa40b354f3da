package io.tesela.bench.leaks;

import io.tesela.client.upload.ClientRuntime;
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
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.report.JobReport;
import io.tesela.testkit.FaultyProxy;
import io.tesela.testkit.FaultyProxy.Direction;
import io.tesela.wire.ServerMessage.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Jobs of one clip, two at a time, each of which ends as it is to.
 *
 * <ul>
 *   <li><b>Threads:</b> blocks, and has one of its own for each job at work.
 *   <li><b>Ownership:</b> {@link #close} ends the client; folder and service stay the caller's. The results of
 *       jobs are deleted.
 * </ul>
 */
final class LeakJobs implements AutoCloseable {
    private static final int AT_A_TIME = 2;
    private static final int GARBAGE_BYTES = 256 << 10;
    private static final double TRUNCATED_PART = 0.6;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    private final int port;
    private final JobWishes wishes;
    private final Path clip;
    private final Path truncated;
    private final Path garbage;
    private final Path results;
    private final ClientRuntime client = ClientRuntime.create();
    private final JobReport sound;

    /**
     * Runs one job, to know what all others that end well give back.
     *
     * @param port of the service
     * @param folder for what is sent and what comes back; exists
     */
    LeakJobs(int port, JobWishes wishes, Path clip, Path folder) throws IOException {
        this.port = port;
        this.wishes = wishes;
        this.clip = clip;
        this.truncated = folder.resolve("truncated-" + clip.getFileName());
        this.garbage = folder.resolve("garbage-" + clip.getFileName());
        this.results = Files.createDirectory(folder.resolve("results"));
        byte[] bytes = Files.readAllBytes(clip);
        Files.write(truncated, Arrays.copyOf(bytes, (int) (bytes.length * TRUNCATED_PART)));
        byte[] noise = new byte[GARBAGE_BYTES];
        new Random(1).nextBytes(noise);
        Files.write(garbage, noise);
        this.sound = finished(upload(0, clip, port, new ProgressListener() {}));
        deleteResults(0);
    }

    /** Returns how jobs ended; each has a number, which says how it is to. */
    List<JobEnd> run(int firstNumber, int count) throws InterruptedException, IOException {
        ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<JobEnd>> ends = new ArrayList<>();
            for (int number = firstNumber; number < firstNumber + count; number++) {
                int job = number;
                ends.add(workers.submit(() -> run(job, JobFate.of(job))));
            }
            List<JobEnd> known = new ArrayList<>();
            for (Future<JobEnd> end : ends) {
                known.add(end.get());
            }
            return known;
        } catch (ExecutionException e) {
            throw new IOException("a job could not be run", e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    /** Returns how many jobs the service has that have not ended. */
    long standing() {
        return Objects.requireNonNull(new JobsClient(client)
                .standing(address(port))
                .flatMapIterable(known -> known)
                .filter(job -> job.state() != JobStatus.State.FAILED)
                .count()
                .block(PATIENCE));
    }

    /** Returns how many files are left of results. */
    long resultFiles() {
        try (Stream<Path> files = Files.list(results)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private JobEnd run(int number, JobFate fate) throws IOException, InterruptedException {
        try {
            String trouble = switch (fate) {
                case WELL -> well(number);
                case CANCELLED -> cancelled(number);
                case TRUNCATED -> truncated(number);
                case GARBAGE -> refused(number, garbage, port, FailureCode.NOT_A_VIDEO);
                case CUT_SENDING -> cut(number, Direction.TO_TARGET, Files.size(clip) / 2);
                case CUT_TAKING ->
                    cut(number, Direction.TO_CLIENT, sound.output().bytes() / 2);
            };
            return new JobEnd(number, fate, trouble);
        } catch (TeselaException e) {
            return new JobEnd(number, fate, "failed: " + e.sentence());
        } catch (IllegalStateException e) {
            // Nothing came within the patience of this.
            return new JobEnd(number, fate, "failed: " + e.getMessage());
        } finally {
            if (fate == JobFate.WELL || fate == JobFate.TRUNCATED) {
                deleteResults(number);
            }
        }
    }

    private String well(int number) {
        JobReport report = finished(upload(number, clip, port, new ProgressListener() {}));
        if (!report.ok()) {
            return "not ok";
        }
        String sha256 = report.output().sha256();
        return sha256.equals(sound.output().sha256()) ? "" : "other bytes: " + sha256;
    }

    private String cancelled(int number) throws InterruptedException {
        // At once, in the first half, or in the middle.
        long after = sound.frames().encoded() / 4 * (number / 4 % 3);
        Cancelling cancelling = new Cancelling(after);
        UploadOutcome outcome = upload(number, clip, port, cancelling)
                .takeUntilOther(cancelling.now())
                .block(PATIENCE);
        boolean ended = cancelling.awaitEnd();
        if (!ended) {
            return "the client does not end";
        }
        return outcome == null ? "" : "came back before it was cancelled";
    }

    /** What can be decoded is; whether that is anything depends on where a container has its index. */
    private String truncated(int number) {
        try {
            upload(number, truncated, port, new ProgressListener() {}).block(PATIENCE);
            return "";
        } catch (TeselaException e) {
            // Refused: as good an end as the result of what was there.
            return unless(FailureCode.NOT_A_VIDEO, e);
        }
    }

    private String cut(int number, Direction direction, long afterBytes) {
        try (FaultyProxy network = FaultyProxy.to(port)) {
            network.cutAfter(direction, afterBytes);
            // What the client says of a connection that is gone for good.
            return refused(number, clip, network.port(), FailureCode.INTERNAL);
        }
    }

    private String refused(int number, Path video, int at, FailureCode expected) {
        try {
            upload(number, video, at, new ProgressListener() {}).block(PATIENCE);
            return "came back";
        } catch (TeselaException e) {
            return unless(expected, e);
        }
    }

    private static String unless(FailureCode expected, TeselaException failure) {
        return failure.code() == expected
                ? ""
                : "failed with " + failure.code() + " (expected: " + expected + "): " + failure.sentence();
    }

    private Mono<UploadOutcome> upload(int number, Path video, int at, ProgressListener listener) {
        UploadRequest request = new UploadRequest(
                address(at), new UploadSource.FromFile(video), UploadTarget.ToFile.of(result(number)), wishes);
        return new UploadClient(client).upload(request, listener);
    }

    private static ServerAddress address(int port) {
        return new ServerAddress(LeakService.LOOPBACK, port, ServerAddress.Family.ANY, CONNECT_TIMEOUT, IDLE_TIMEOUT);
    }

    private static JobReport finished(Mono<UploadOutcome> upload) {
        return Objects.requireNonNull(upload.cast(UploadOutcome.Finished.class).block(PATIENCE))
                .report();
    }

    private Path result(int number) {
        return results.resolve("out-" + number + ".mp4");
    }

    /** Of a job that gives any; all others are to have none. */
    private void deleteResults(int number) throws IOException {
        for (String extension : List.of(".mp4", ".json", ".frame_crc32c")) {
            Files.deleteIfExists(results.resolve("out-" + number + extension));
        }
    }

    /** Says when a job is to be cancelled, and when its client has ended. */
    private static final class Cancelling implements ProgressListener {
        private final long afterFrames;
        private final Sinks.Empty<Void> now = Sinks.empty();
        private final CountDownLatch ended = new CountDownLatch(1);

        Cancelling(long afterFrames) {
            this.afterFrames = afterFrames;
        }

        Mono<Void> now() {
            return now.asMono();
        }

        boolean awaitEnd() throws InterruptedException {
            return ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void accepted(JobId job) {
            encoded(0);
        }

        @Override
        public void progress(UploadProgress progress) {
            @Nullable Progress server = progress.server();
            if (server != null) {
                encoded(server.encoded());
            }
        }

        @Override
        public void ended() {
            ended.countDown();
        }

        private void encoded(long frames) {
            if (frames >= afterFrames) {
                now.tryEmitEmpty();
            }
        }
    }
}
