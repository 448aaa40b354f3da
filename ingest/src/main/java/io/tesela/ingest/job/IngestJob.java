package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.report.JobReport;
import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.ingest.journal.Ticket;
import io.tesela.ingest.output.JobOutput;
import io.tesela.ingest.output.OutputReceiver;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.wire.ServerMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One job, from its handshake to the end of its result's being kept; clients come and go, see {@link JobClient}.
 *
 * <pre>
 * { upload -> decode -> publish | output -> file } -> report
 * </pre>
 *
 * <ul>
 *   <li><b>Backpressure:</b> output that the client has not stored holds the decoder.
 *   <li><b>Threads:</b> any for what clients and log report; see {@link FrameFlow} and {@link Upload} for the work.
 *   <li><b>Ownership:</b> {@link #close} releases files, decoder, records and folder; call it once {@link #run} has ended.
 *   <li><b>Errors:</b> a {@link TeselaException} ends {@link #run}, and what clients are told.
 * </ul>
 */
public final class IngestJob implements OutputReceiver.Taker {
    private final JobId id;
    private final JobRequest request;
    private final JobContext context;
    private final JobFiles files;
    private final JobInput input;
    private final JobEnding ending;
    private final JobOutcome outcome;
    private final Upload upload;
    private final JobOutput output;
    private final JobProgress progress;
    private final JobWork work;
    private final Instant started;
    private final Breaker breaker = new Breaker();
    private final Mono<Void> closing = Mono.defer(this::closeNow).cache();
    private final JobResults results;
    private final JobAttendance attendance;
    private volatile @Nullable TeselaException failure;
    private volatile boolean done;
    private volatile boolean suspended;

    IngestJob(JobId id, JobRequest request, Ticket ticket, JobContext context, JobFiles files) {
        this.id = id;
        this.request = request;
        this.context = context;
        this.files = files;
        this.started = Instant.ofEpochMilli(ticket.startedMs());
        this.upload = new Upload(
                files.spool(), files::uploaded, context.config().flow(), request.live(), context.ioScheduler());
        this.output = files.output();
        this.progress = new JobProgress(upload, output);
        JobLogEntry logEntry = new JobLogEntry(id, context, output::epoch);
        this.input = new JobInput(this, files);
        this.ending = new JobEnding(id, files, logEntry, input.shown(), context.ioScheduler());
        this.outcome = new JobOutcome(id, context.tracing(), started);
        this.work = new JobWork(id, request, context, files, upload, progress, logEntry);
        this.results = new JobResults(request, files, context.ioScheduler());
        this.attendance = new JobAttendance(this, context, files, upload, work, ticket.detached());
    }

    public JobId id() {
        return id;
    }

    @Override
    public JobOutput output() {
        return output;
    }

    @Override
    public void failed(Exception cause) {
        breaker.trip(
                cause instanceof TeselaException known
                        ? known
                        : new TeselaException(
                                FailureCode.INTERNAL, "the output of this job cannot be read or stored", cause));
    }

    /**
     * Works on the job until its report is written, whether a client is there or not, or until it is parked; for one subscriber at
     * a time.
     */
    Mono<Void> run() {
        return done ? ending.leaveResult() : workThrough().doOnError(this::broke);
    }

    private Mono<Void> workThrough() {
        return Flux.merge(work.run(), upload.toTheEnd())
                .takeUntilOther(attendance.parking())
                .transform(breaker::guard)
                .then(Mono.defer(() -> attendance.parked() ? Mono.empty() : finish()));
    }

    private Mono<Void> finish() {
        return writeReport().transform(breaker::guard).then(Mono.defer(ending::leaveResult));
    }

    /** Returns who is there of its clients. */
    JobAttendance attendance() {
        return attendance;
    }

    /** Connects the client that the job was made for; leaves nothing of the job if that cannot be. */
    JobClient attachFirstNow(JobClient.Wish wish) throws IOException {
        try {
            return attendance.attachNow(wish);
        } catch (IOException | RuntimeException e) {
            neverBegan();
            throw e;
        }
    }

    /** Leaves nothing of a job that nobody has heard of; blocks on the disk. */
    void neverBegan() throws IOException {
        try {
            files.close();
        } finally {
            files.delete();
        }
    }

    /** Returns what its client has asked for. */
    JobRequest request() {
        return request;
    }

    /** Parks the job if it can be, and nobody has been there for so long; returns whether that is new. */
    boolean park(Duration after) {
        return atWork() && attendance.park(after);
    }

    /** Returns whether nothing can be done for a job of a former life of this ingest until its client comes; then it is parked. */
    boolean waitsForItsClient() {
        return atWork() && attendance.parkUntilItsClientComes();
    }

    /** Gives the job up if nobody will ask for it any more; returns whether it is. */
    boolean giveUp(Duration retention) {
        return attendance.giveUp(atWork(), retention);
    }

    /** Notes that a job has failed while nobody worked on it; returns whether it has. */
    boolean failedUnattended() {
        Throwable reason = reasonToFail();
        if (!attendance.parked() || reason == null) {
            return false;
        }
        broke(reason);
        return true;
    }

    /** Returns why the job fails, or will as soon as somebody works on it. */
    @Nullable
    Throwable reasonToFail() {
        Throwable tripped = breaker.reason();
        return tripped == null ? output.failure() : tripped;
    }

    private boolean atWork() {
        return !done && failure == null;
    }

    /** Ends {@code flux} when the job fails, with its failure. */
    <T> Flux<T> untilBroken(Flux<T> flux) {
        return breaker.guard(flux);
    }

    Upload upload() {
        return upload;
    }

    Mono<Void> append(Upload.Writer writer, ByteBuffer bytes) {
        context.meters().uploaded(bytes.remaining());
        return upload.append(writer, bytes).then().onErrorMap(breaker::because);
    }

    Mono<Void> appendGranted(Upload.Writer writer, ByteBuffer bytes) {
        context.meters().uploaded(bytes.remaining());
        return upload.appendGranted(writer, bytes).then().onErrorMap(breaker::because);
    }

    Mono<Void> uploaded(Upload.Writer writer, @Nullable String sha256) {
        return upload.complete(writer, sha256).onErrorMap(breaker::because);
    }

    /** Notes how many bytes of output the client has stored. */
    void received(long bytes) {
        work.stored(bytes);
    }

    /** Notes what was given to a connection. */
    void sent(ServerMessage.Output message) {
        int bytes = message.payload().remaining();
        progress.sent(message.offset() + bytes);
        context.meters().downloaded(bytes);
    }

    /** Returns what the job ends with. */
    JobResults results() {
        return results;
    }

    JobContext context() {
        return context;
    }

    /** Returns how it stands, for whoever asks. */
    JobStatus status() {
        TeselaException failed = failure;
        return progress.status(new JobProgress.Facts(
                id,
                request.name(),
                request.size(),
                started,
                state(),
                attendance.anybodyThere(),
                attendance.detached(),
                failed == null ? null : failed.sentence(),
                atWork() && !attendance.parked()));
    }

    /** Returns all that is to be seen of it. */
    public JobView view() {
        return progress.view(status(), request, input.there());
    }

    /** Returns what it makes, for others than its client. */
    public JobDownload download() {
        return new JobDownload(this, files.folder());
    }

    /** Returns what was sent, for people to look at. */
    public JobInput input() {
        return input;
    }

    /** Returns why the job failed, if it did. */
    @Nullable
    TeselaException failure() {
        return failure;
    }

    /** Returns whether a client that is gone can come back. */
    boolean resumable() {
        return request.resumable() || (!request.live() && upload.spool().complete());
    }

    boolean done() {
        return done;
    }

    private JobStatus.State state() {
        if (failure != null) {
            return JobStatus.State.FAILED;
        }
        if (done) {
            return JobStatus.State.DONE;
        }
        return upload.spool().whole() ? JobStatus.State.RUNNING : JobStatus.State.UPLOADING;
    }

    /** Takes what the job's assembler says. */
    public void progressed(Checkpoint checkpoint) {
        work.progressed(checkpoint);
    }

    /** Takes it that the job's assembler has let go of what is not published. */
    void parked(Checkpoint checkpoint) {
        if (!atWork()) {
            return;
        }
        if (request.live()) {
            stop(new TeselaException(
                    FailureCode.INTERNAL,
                    "live: the server was cut off for so long that frames are lost (expected: a video with an end, of which they"
                            + " can be sent again)"));
        } else {
            work.parked(checkpoint);
        }
    }

    /** Tells the job's assembler that this ingest works on it; nothing of a job that is parked here. */
    Mono<Void> signOfLife() {
        return atWork() && !attendance.parked() ? work.signOfLife() : Mono.empty();
    }

    /** Returns what is under way, if the video has been opened. */
    @Nullable
    FrameFlow frames() {
        return work.frames();
    }

    /** Returns how far the job is, and who holds its frames. */
    JobProgress standing() {
        return progress;
    }

    /** Sends again, or fills, the tiles that have stayed away too long. */
    Mono<Void> lookAfterTiles(Map<Integer, ServiceView> service) {
        return done ? Mono.empty() : work.lookAfterTiles(service).onErrorResume(TeselaException.class, this::stopped);
    }

    private Mono<Void> stopped(Exception cause) {
        return Mono.fromRunnable(() -> stop(TeselaException.from(cause)));
    }

    /** Has the client told, and the job ended, with a failure from outside. */
    void stop(TeselaException reason) {
        breaker.trip(reason);
    }

    /** Ends the work on it or, if nobody is there for it, the keeping of its result; returns whether that can be. */
    boolean cancel() {
        if (done) {
            return attendance.discard();
        }
        stop(JobRefusals.cancelled());
        return true;
    }

    /** Stops the work of a job that the next life of this ingest goes on with; of a live one, or one that failed, there is none. */
    void suspend(TeselaException reason) {
        suspended = resumable() && failure == null && reasonToFail() == null;
        breaker.trip(reason);
    }

    /**
     * Ends the job wherever it stands: stops the work, takes it out of the log and deletes its files, unless it was suspended; once;
     * never fails.
     */
    public Mono<Void> close() {
        return closing;
    }

    private Flux<Void> writeReport() {
        return BlockingCall.<JobReport>on(
                        context.ioScheduler(),
                        () -> results.finish(
                                work.requirePlanned(),
                                work.requireFrames(),
                                progress.samples(),
                                Duration.between(started, context.clock().instant())),
                        unread -> {})
                .doOnNext(this::finished)
                .doOnNext(report -> outcome.done())
                .thenMany(Flux.empty());
    }

    /** Notes that the job is done. */
    void finished(JobReport report) {
        done = true;
        progress.finished(report);
        results.finished(report);
    }

    /** Closes the segment that is open, if the job stands still. */
    Mono<Void> cutIfStill() {
        return atWork() ? work.cutIfStill().onErrorResume(Exception.class, this::stopped) : Mono.empty();
    }

    /** Notes that the job has failed. */
    void broke(Throwable error) {
        if (failure != null) {
            return;
        }
        TeselaException known = TeselaException.from(error);
        failure = known;
        breaker.trip(known);
        outcome.failed(known, suspended);
    }

    private Mono<Void> closeNow() {
        if (!done) {
            // Of a job that is parked no work ends, by which its failure would be noted.
            failedUnattended();
        }
        return suspended ? ending.leaveAll() : ending.leaveNothing(done);
    }
}
