package io.tesela.ingest.job;

import io.tesela.domain.report.JobReport;
import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.ingest.job.ReportWriter.Course;
import io.tesela.ingest.job.ReportWriter.StoredFile;
import io.tesela.ingest.output.JobOutput;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.ingest.spool.Spool;
import io.tesela.mp4.Mp4Finisher;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ReportJson;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Attachment;
import io.tesela.wire.ServerMessage.Result;
import io.tesela.wire.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/**
 * The end of a job: looks at its file as the client will finish it, writes the report, and reads it for the client.
 *
 * <p><b>Threads:</b> {@link #finish} blocks on the disk; {@link #messages} reads on demand.
 */
final class JobResults {
    private static final int PART_BYTES = 256 * 1024;

    private final JobRequest request;
    private final JobFiles files;
    private final JobFolder folder;
    private final JobOutput output;
    private final Scheduler ioScheduler;
    private final Sinks.One<JobReport> finished = Sinks.one();
    private final Map<Container, Mono<JobReport>> reports = new ConcurrentHashMap<>();

    /** @param ioScheduler reads files */
    JobResults(JobRequest request, JobFiles files, Scheduler ioScheduler) {
        this.ioScheduler = ioScheduler;
        this.request = request;
        this.files = files;
        this.folder = files.folder();
        this.output = files.output();
    }

    /** Returns the report, once all output is stored; it is safe on the disk then. */
    JobReport finish(PlannedJob job, FrameFlow frames, JobProgress.Samples samples, Duration elapsed)
            throws IOException {
        files.requireUnchanged();
        Spool spool = files.spool();
        Course course = new Course(
                job.decoder().decodeErrors(),
                job.decoder().audioErrors(),
                job.decoder().fixedTimestamps(),
                job.decoder().changes(),
                frames.unreleased(),
                frames.creditWaitMs(),
                samples,
                Duration.ofNanos(frames.decodingNanos()),
                Duration.ofNanos(spool.waitedNanos()),
                elapsed,
                Duration.ofNanos(frames.workingNanos()));
        StoredFile input = new StoredFile(job.source().container(), spool.written(), spool.sha256());
        JobReport report =
                ReportWriter.write(job, request.live(), output.fold(), course, input, stored(request.container()));
        files.done(report);
        return report;
    }

    /** Notes that the job is done. */
    void finished(JobReport report) {
        finished.tryEmitValue(report);
    }

    /** Emits the report for a client that will hold {@code container}, once it is there; worked out once. */
    Mono<JobReport> report(Container container) {
        return reports.computeIfAbsent(container, this::reportOnce);
    }

    private Mono<JobReport> reportOnce(Container container) {
        return finished.asMono()
                .flatMap(report -> BlockingCall.on(ioScheduler, () -> reportFor(report, container), unread -> {}))
                .cache();
    }

    /** Whatever the one who began the job wanted. */
    private JobReport reportFor(JobReport report, Container container) throws IOException {
        return container == request.container() ? report : ReportWriter.withOutput(report, stored(container));
    }

    /** Emits the side file and the report, in parts. */
    Flux<ServerMessage> messages(JobReport report) {
        return Flux.concat(attachment(), result(report));
    }

    /** What the client will hold: the file here stays as it came, for the next one who asks. */
    private StoredFile stored(Container container) throws IOException {
        if (container == Container.FMP4) {
            return new StoredFile("fragmented mp4", output.committed(), output.sha256());
        }
        MessageDigest digest = Sha256.start();
        try (FileChannel file = FileChannel.open(folder.output(), StandardOpenOption.READ);
                InputStream finished = Mp4Finisher.finished(file)) {
            long bytes = Sha256.update(digest, finished);
            return new StoredFile("mp4", bytes, Sha256.hex(digest));
        }
    }

    private Flux<ServerMessage> attachment() {
        return Flux.<ServerMessage, SeekableByteChannel>generate(
                        () -> Files.newByteChannel(folder.frameCrc32c()), JobResults::readPart, JobResults::close)
                .subscribeOn(ioScheduler);
    }

    private static SeekableByteChannel readPart(SeekableByteChannel file, SynchronousSink<ServerMessage> sink) {
        ByteBuffer part = ByteBuffer.allocate(PART_BYTES);
        try {
            int count;
            do {
                count = file.read(part);
            } while (count > 0);
            boolean last = file.position() >= file.size();
            sink.next(new Attachment(Attachment.FRAME_CRC32C, part.flip(), last));
            if (last) {
                sink.complete();
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(SeekableByteChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Flux<ServerMessage> result(JobReport report) {
        byte[] json = ReportJson.write(report);
        int parts = Math.max(1, (json.length + PART_BYTES - 1) / PART_BYTES);
        return Flux.range(0, parts).map(part -> result(report, json, part, parts));
    }

    private static Result result(JobReport report, byte[] json, int part, int parts) {
        int from = part * PART_BYTES;
        ByteBuffer payload = ByteBuffer.wrap(json, from, Math.min(PART_BYTES, json.length - from));
        return new Result(
                report.ok(),
                report.fpsOut(),
                report.retries(),
                report.p95Ms(),
                report.outputPath(),
                payload.slice(),
                part == parts - 1);
    }
}
