package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.ingest.output.JobOutput;
import io.tesela.ingest.output.OutputReceiver;
import io.tesela.ingest.output.OutputRelay;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.ingest.spool.Spool;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Limits;
import io.tesela.wire.ServerMessage.Progress;
import io.tesela.wire.ServerMessage.Result;
import io.tesela.wire.WireCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One job of an attached client, from its handshake to its report.
 *
 * <pre>
 * accepted -> { upload -> decode -> publish | grants | progress | output } -> finish -> attachment -> report
 * </pre>
 *
 * <ul>
 *   <li><b>Backpressure:</b> {@link #messages} is taken as fast as the client reads; output it has not stored holds the decoder.
 *   <li><b>Order:</b> {@code accepted} first; output by offset; the attachment and the report last.
 *   <li><b>Threads:</b> any for what clients and log report; see {@link FrameFlow} and {@link Upload} for the work.
 *   <li><b>Ownership:</b> {@link #close} releases files, decoder, records and folder; call it once {@link #messages} has ended.
 *   <li><b>Errors:</b> a {@link TeselaException} ends {@link #messages}.
 * </ul>
 */
public final class IngestJob implements OutputReceiver.Taker {
    private static final Logger LOG = LoggerFactory.getLogger(IngestJob.class);
    private static final Duration PROGRESS_PERIOD = Duration.ofMillis(250);

    private final JobId id;
    private final JobRequest request;
    private final JobContext context;
    private final JobFolder folder;
    private final Upload upload;
    private final JobOutput output;
    private final JobPlanner planner;
    private final JobProgress progress;
    private final JobLogEntry logEntry;
    private final long startedNanos = System.nanoTime();
    private final Breaker breaker = new Breaker();
    private final Mono<Void> closing = Mono.defer(this::closeNow).cache();
    private final Sinks.Empty<Void> relayed = Sinks.empty();
    private volatile @Nullable PlannedJob planned;
    private volatile @Nullable FrameFlow frames;
    private volatile boolean done;

    private IngestJob(
            JobId id, JobRequest request, JobContext context, JobFolder folder, Spool spool, JobOutput output) {
        this.id = id;
        this.request = request;
        this.context = context;
        this.folder = folder;
        this.upload = new Upload(spool, context.config().flow(), request.live(), context.ioScheduler());
        this.output = output;
        this.planner = new JobPlanner(context.config(), context.decoders(), context.outputPartition(), context.clock());
        this.progress = new JobProgress(upload, output);
        this.logEntry = new JobLogEntry(id, context, output);
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

    /** Emits everything the client is told, the whole job long. */
    public Flux<ServerMessage> messages() {
        return Flux.concat(
                        Mono.just(new Accepted(id, 0, limits())),
                        Flux.merge(1, work(), upload.grants(), progress(), relay()),
                        upload.completed().thenMany(Flux.defer(this::results)))
                .transform(breaker::guard)
                .doOnNext(this::told);
    }

    /** Takes the next bytes of the upload; completes when they are written. */
    public Mono<Void> append(ByteBuffer bytes) {
        context.meters().uploaded(bytes.remaining());
        return upload.append(bytes).then();
    }

    /** Takes the end of the upload. */
    public Mono<Void> uploaded(String sha256) {
        return upload.complete(sha256);
    }

    /** Notes how many bytes of output the client has stored. */
    public void received(long bytes) {
        FrameFlow flow = frames;
        progress.stored(bytes);
        if (flow != null) {
            flow.outputStored(bytes);
        }
    }

    /** Takes what the job's assembler says. */
    public void progressed(Checkpoint checkpoint) {
        FrameFlow flow = frames;
        if (flow != null) {
            flow.progressed(checkpoint);
        }
    }

    /** Returns what is under way, if the video has been opened. */
    @Nullable
    FrameFlow frames() {
        return frames;
    }

    /** Returns how far the job is, and who holds its frames. */
    JobProgress standing() {
        return progress;
    }

    /** Sends again, or fills, the tiles that have stayed away too long. */
    Mono<Void> lookAfterTiles(Map<Integer, ServiceView> service) {
        FrameFlow flow = frames;
        return flow == null || done ? Mono.empty() : flow.lookAfterTiles(service);
    }

    /** Has the client told, and the job ended, with a failure from outside. */
    void stop(TeselaException reason) {
        breaker.trip(reason);
    }

    /** Ends the job wherever it stands: stops the work, takes it out of the log, deletes its files; once; never fails. */
    public Mono<Void> close() {
        return closing;
    }

    /** Ends a job of which nobody was told; blocks on the disk. */
    void abandon() {
        try {
            stopWork();
            deleteFiles();
        } catch (IOException e) {
            notClean(e);
        }
    }

    private Limits limits() {
        return new Limits(
                WireCodec.MAX_JSON_BYTES,
                WireCodec.MAX_PAYLOAD_BYTES,
                request.live() ? null : context.config().flow().maxUploadBytes());
    }

    private Flux<ServerMessage> work() {
        return upload.decodable().thenMany(Flux.usingWhen(plan(), this::publishFrames, this::closePlanned));
    }

    private Mono<PlannedJob> plan() {
        return BlockingCall.on(
                context.decodeScheduler(),
                () -> planner.plan(id, request, upload.spool()),
                job -> job.frames().close());
    }

    private Flux<ServerMessage> publishFrames(PlannedJob job) {
        if (!logEntry.tryOpen()) {
            return Flux.empty();
        }
        FrameFlow flow = new FrameFlow(job, context);
        planned = job;
        frames = flow;
        progress.opened(job, flow);
        context.budget().join(flow);
        LOG.atInfo()
                .addKeyValue("jobId", id)
                .addKeyValue("filters", job.spec().filters())
                .addKeyValue("tiles", job.plan().effectiveTiles())
                .log("job opened");
        return logEntry.open(job.spec())
                .then(flow.run())
                .doOnSuccess(unused -> upload.decoded())
                .thenMany(Flux.empty());
    }

    /** Not on the decode scheduler, where it could queue behind a decoder that waits for its upload. */
    private Mono<Void> closePlanned(PlannedJob job) {
        FrameFlow flow = frames;
        if (flow != null) {
            context.budget().leave(flow);
        }
        job.frames().stop();
        return Mono.<Void>fromRunnable(() -> job.frames().close()).subscribeOn(context.ioScheduler());
    }

    private Flux<ServerMessage> relay() {
        return new OutputRelay(output, this::outputGrew, context.ioScheduler())
                .messages()
                .doOnNext(this::sent)
                .doOnComplete(relayed::tryEmitEmpty)
                .cast(ServerMessage.class);
    }

    private void sent(ServerMessage.Output message) {
        int bytes = message.payload().remaining();
        progress.sent(message.offset() + bytes);
        context.meters().downloaded(bytes);
    }

    private void outputGrew(long length) {
        FrameFlow flow = frames;
        if (flow != null) {
            // Read after the length was told, so they are those of that length, or more.
            flow.outputPublished(length, output.fold().frames());
        }
    }

    /** With the last message, not after it: its receiver may go at once. */
    private void told(ServerMessage message) {
        if (message instanceof Result result && result.last()) {
            done = true;
        }
    }

    private Flux<Progress> progress() {
        return Flux.interval(PROGRESS_PERIOD, context.timer())
                .onBackpressureDrop()
                .map(tick -> progress.message())
                .takeUntilOther(relayed.asMono());
    }

    private Flux<ServerMessage> results() {
        JobResults results = new JobResults(request, folder, output, upload.spool());
        return Mono.fromCallable(
                        () -> results.finish(requirePlanned(), requireFrames(), progress.samples(), startedNanos))
                .subscribeOn(context.ioScheduler())
                .flatMapMany(report -> results.messages(report, context.ioScheduler()));
    }

    private PlannedJob requirePlanned() {
        PlannedJob job = planned;
        if (job == null) {
            throw new IllegalStateException("job: not planned (expected: planned before its output ends)");
        }
        return job;
    }

    private FrameFlow requireFrames() {
        FrameFlow flow = frames;
        if (flow == null) {
            throw new IllegalStateException("frames: none (expected: a flow before its output ends)");
        }
        return flow;
    }

    private Mono<Void> closeNow() {
        return onDisk(this::stopWork).then(Mono.defer(this::leaveLog)).then(onDisk(this::deleteFiles));
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
        notClean(error);
        return Mono.empty();
    }

    private void notClean(Exception error) {
        LOG.atWarn().setCause(error).addKeyValue("jobId", id).log("job left something behind");
    }
}
