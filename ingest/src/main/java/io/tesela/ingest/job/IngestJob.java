package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.report.JobReport;
import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.ingest.output.JobOutput;
import io.tesela.ingest.output.OutputReceiver;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.ingest.spool.Spool;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Grant;
import io.tesela.wire.ServerMessage.Limits;
import io.tesela.wire.WireCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

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
    private static final Logger LOG = LoggerFactory.getLogger(IngestJob.class);

    private final JobId id;
    private final JobRequest request;
    private final JobContext context;
    private final JobFolder folder;
    private final Upload upload;
    private final JobOutput output;
    private final JobProgress progress;
    private final JobLogEntry logEntry;
    private final JobWork work;
    private final long startedNanos = System.nanoTime();
    private final Instant started;
    private final Breaker breaker = new Breaker();
    private final Mono<Void> closing = Mono.defer(this::closeNow).cache();
    private final JobResults results;
    private final Attendance<JobClient> attendance;
    private final Sinks.One<JobReport> finished = Sinks.one();
    private final Map<Container, Mono<JobReport>> reports = new ConcurrentHashMap<>();
    private volatile @Nullable TeselaException failure;
    private volatile boolean done;

    private IngestJob(
            JobId id, JobRequest request, JobContext context, JobFolder folder, Spool spool, JobOutput output) {
        this.id = id;
        this.request = request;
        this.context = context;
        this.folder = folder;
        this.upload = new Upload(spool, context.config().flow(), request.live(), context.ioScheduler());
        this.output = output;
        this.progress = new JobProgress(upload, output);
        this.logEntry = new JobLogEntry(id, context, output);
        this.work = new JobWork(id, request, context, upload, output, progress, logEntry);
        this.results = new JobResults(request, folder, output, spool);
        this.attendance = new Attendance<>(context.timer());
        this.started = context.clock().instant();
    }

    /** Creates the job's folder and files; blocks on the disk. */
    public static IngestJob create(JobRequest request, JobContext context) throws IOException {
        JobId id = JobId.random();
        boolean kept = !request.live();
        JobFolder folder = JobFolder.create(context.config().data(), id);
        @Nullable Spool spool = null;
        try {
            spool = new Spool(folder.createUpload(kept, request.expectedBytes(), context.disk()));
            return new IngestJob(id, request, context, folder, spool, JobOutput.create(folder, kept, context.disk()));
        } catch (IOException | TeselaException e) {
            if (spool != null) {
                spool.close();
            }
            folder.delete();
            throw e;
        }
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

    /** Works on the job until its report is written, whether a client is there or not; for one subscriber. */
    Mono<Void> run() {
        return Flux.merge(work.run(), upload.completed())
                .thenMany(Flux.defer(this::finish))
                .transform(breaker::guard)
                .then(Mono.defer(this::leaveBehind))
                .doOnError(this::broke);
    }

    /** Connects a client; one that was connected before is told so, and hears no more. */
    Mono<JobClient> attach(JobClient.Wish wish) {
        return BlockingCall.on(context.ioScheduler(), () -> attachNow(wish), JobClient::left);
    }

    /** Connects a client, one at a time; blocks while bytes of the former one are being written. */
    synchronized JobClient attachNow(JobClient.Wish wish) {
        if (wish.received() > output.committed()) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE,
                    "handshake: resume: received: " + wish.received() + " (expected: at most " + output.committed()
                            + ", the bytes of output there are)");
        }
        JobClient client = new JobClient(this, wish, upload.takeOver());
        attendance.come(client, wish.detach()).ifPresent(JobClient::displace);
        limitOutput();
        // Its acknowledgements may have been lost with its connection: it will not say them again.
        work.stored(wish.received());
        if (wish.detach()) {
            upload.hurry();
        }
        return client;
    }

    /** Notes that a client is not connected any more. */
    void detach(JobClient client) {
        attendance.go(client);
        limitOutput();
    }

    boolean isAttached(JobClient client) {
        return attendance.isThere(client);
    }

    /** Notes that the client has its whole result. */
    void delivered() {
        attendance.delivered();
    }

    /** Gives the job up if nobody will ask for it any more; returns whether it is. */
    boolean giveUp(Duration retention) {
        boolean worksAlone = attendance.detached()
                && failure == null
                && !done
                && upload.spool().complete()
                && !work.waitsForClient();
        return attendance.giveUp(worksAlone, retention);
    }

    /** Output that lies here for a client that is gone on purpose has a limit of its own. */
    private void limitOutput() {
        work.limitOutput(
                attendance.detached()
                        ? context.config().keeping().detachedOutputBytes()
                        : context.config().flow().outputBytes());
    }

    /** Ends {@code flux} when the job fails, with its failure. */
    <T> Flux<T> untilBroken(Flux<T> flux) {
        return breaker.guard(flux);
    }

    /** Emits each larger grant; completes with the upload. */
    Flux<Grant> grants() {
        return upload.grants();
    }

    Mono<Void> uploadCompleted() {
        return upload.completed();
    }

    Mono<Void> append(Upload.Writer writer, ByteBuffer bytes) {
        context.meters().uploaded(bytes.remaining());
        return upload.append(writer, bytes).then();
    }

    Mono<Void> uploaded(Upload.Writer writer, String sha256) {
        return upload.complete(writer, sha256);
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

    /** Emits the report for a client that will hold {@code container}, once it is there; worked out once. */
    Mono<JobReport> report(Container container) {
        return reports.computeIfAbsent(container, this::reportOnce);
    }

    private Mono<JobReport> reportOnce(Container container) {
        return finished.asMono()
                .flatMap(report -> BlockingCall.on(
                        context.ioScheduler(), () -> results.reportFor(report, container), unread -> {}))
                .cache();
    }

    /** Emits the side file and the report. */
    Flux<ServerMessage> results(JobReport report) {
        return results.messages(report, context.ioScheduler());
    }

    Scheduler ioScheduler() {
        return context.ioScheduler();
    }

    Scheduler timer() {
        return context.timer();
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
                failed == null ? null : failed.sentence()));
    }

    /** Returns why the job failed, if it did. */
    @Nullable
    TeselaException failure() {
        return failure;
    }

    boolean live() {
        return request.live();
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
        return upload.spool().complete() ? JobStatus.State.RUNNING : JobStatus.State.UPLOADING;
    }

    /** Takes what the job's assembler says. */
    public void progressed(Checkpoint checkpoint) {
        work.progressed(checkpoint);
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
        return done ? Mono.empty() : work.lookAfterTiles(service);
    }

    /** Has the client told, and the job ended, with a failure from outside. */
    void stop(TeselaException reason) {
        breaker.trip(reason);
    }

    /** Ends the job wherever it stands: stops the work, takes it out of the log, deletes its files; once; never fails. */
    public Mono<Void> close() {
        return closing;
    }

    /** Returns what the server takes. */
    Limits limits() {
        return new Limits(
                WireCodec.MAX_JSON_BYTES,
                WireCodec.MAX_PAYLOAD_BYTES,
                request.live() ? null : context.config().flow().maxUploadBytes());
    }

    private Flux<Void> finish() {
        return BlockingCall.<JobReport>on(
                        context.ioScheduler(),
                        () -> results.finish(
                                work.requirePlanned(), work.requireFrames(), progress.samples(), startedNanos),
                        unread -> {})
                .doOnNext(this::finished)
                .thenMany(Flux.empty());
    }

    /** Of a job that is done only its result stays, until it is let go. */
    private Mono<Void> leaveBehind() {
        return onDisk(this::dropUpload).then(Mono.defer(this::leaveLog));
    }

    private @Nullable Void dropUpload() throws IOException {
        upload.spool().close();
        folder.deleteUpload();
        return null;
    }

    private void finished(JobReport report) {
        done = true;
        finished.tryEmitValue(report);
    }

    private void broke(Throwable error) {
        TeselaException known = TeselaException.from(error);
        failure = known;
        breaker.trip(known);
        boolean ours = known.code() == FailureCode.INTERNAL;
        (ours ? LOG.atError().setCause(known) : LOG.atInfo())
                .addKeyValue("jobId", id)
                .addKeyValue("code", known.code())
                .addKeyValue("message", known.sentence())
                .log("job failed");
    }

    private Mono<Void> closeNow() {
        // The room of the files is given back when they are closed: whoever takes it must not wait for the log.
        return onDisk(this::stopWork).then(onDisk(this::deleteFiles)).then(Mono.defer(this::leaveLog));
    }

    private Mono<Void> onDisk(Callable<@Nullable Void> work) {
        return Mono.<Void>fromCallable(work)
                .subscribeOn(context.ioScheduler())
                .onErrorResume(Exception.class, this::leftDirty);
    }

    private @Nullable Void stopWork() throws IOException {
        try {
            upload.spool().close();
        } finally {
            output.close();
        }
        return null;
    }

    private @Nullable Void deleteFiles() throws IOException {
        folder.delete();
        LOG.atInfo().addKeyValue("jobId", id).addKeyValue("done", done).log("job closed");
        return null;
    }

    private Mono<Void> leaveLog() {
        return logEntry.leave(done).onErrorResume(Exception.class, this::leftDirty);
    }

    private Mono<Void> leftDirty(Exception error) {
        LOG.atWarn().setCause(error).addKeyValue("jobId", id).log("job left something behind");
        return Mono.empty();
    }
}
