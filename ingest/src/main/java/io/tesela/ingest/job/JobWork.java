package io.tesela.ingest.job;

import io.tesela.domain.job.JobId;
import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.ingest.output.JobOutput;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.media.DecoderDiedException;
import io.tesela.media.MediaSource;
import io.tesela.media.NeedsWholeFileException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The work on one job: its video is opened as soon as it can be, its frames are published, its output is counted.
 *
 * <ul>
 *   <li><b>Backpressure:</b> of {@link FrameFlow}.
 *   <li><b>Threads:</b> opens on the decode scheduler, closes on the io scheduler; reports come from any.
 *   <li><b>Ownership:</b> the decoder is closed when {@link #run} ends, however it does.
 *   <li><b>Errors:</b> of the video, the upload, the output and the sink.
 * </ul>
 */
final class JobWork {
    private static final Logger LOG = LoggerFactory.getLogger(JobWork.class);

    private final JobId id;
    private final JobRequest request;
    private final JobContext context;
    private final JobFiles files;
    private final Upload upload;
    private final JobOutput output;
    private final JobPlanner planner;
    private final JobProgress progress;
    private final JobLogEntry logEntry;
    private final FreshStart freshStart = new FreshStart();
    private final DecoderDeaths deaths;
    private volatile @Nullable PlannedJob planned;
    private volatile @Nullable FrameFlow frames;
    private volatile long outputLimit;
    private volatile boolean opening;
    private volatile boolean opened;

    JobWork(
            JobId id,
            JobRequest request,
            JobContext context,
            JobFiles files,
            Upload upload,
            JobProgress progress,
            JobLogEntry logEntry) {
        this.id = id;
        this.request = request;
        this.context = context;
        this.files = files;
        this.upload = upload;
        this.output = files.output();
        this.planner = new JobPlanner(context);
        this.progress = progress;
        this.logEntry = logEntry;
        this.deaths = new DecoderDeaths(request.live());
        this.outputLimit = context.config().flow().outputBytes();
    }

    /** Completes when every frame is published, and all of the output is there; begins again when it is {@link #parked}. */
    Flux<Void> run() {
        return Flux.defer(this::runOnce).repeat(freshStart::due);
    }

    private Flux<Void> runOnce() {
        Mono<Void> parked = freshStart.awaited();
        letGo();
        return Flux.merge(work(), growth()).takeUntilOther(parked);
    }

    private void letGo() {
        FrameFlow former = frames;
        if (former != null) {
            former.close();
        }
    }

    /** Returns what is under way, if the video has been opened. */
    @Nullable
    FrameFlow frames() {
        return frames;
    }

    /** Sets how much output may lie here that no client has stored. */
    void limitOutput(long bytes) {
        outputLimit = bytes;
        FrameFlow flow = frames;
        if (flow != null) {
            flow.limitOutput(bytes);
        }
    }

    /** Notes how many bytes of output the client has stored. */
    void stored(long bytes) {
        FrameFlow flow = frames;
        progress.stored(bytes);
        if (flow != null) {
            flow.outputStored(bytes);
        }
    }

    /** Returns whether output that no client has stored holds up the decoder. */
    boolean waitsForClient() {
        FrameFlow flow = frames;
        return flow != null && flow.waitsForClient();
    }

    /** Takes what the job's assembler says. */
    void progressed(Checkpoint checkpoint) {
        FrameFlow flow = frames;
        if (flow != null) {
            flow.progressed(checkpoint);
        }
    }

    /** Notes that the job's assembler has let go of all that is not published. */
    void parked(Checkpoint checkpoint) {
        if (freshStart.parked(checkpoint.epoch())) {
            LOG.atWarn()
                    .addKeyValue("jobId", id)
                    .addKeyValue("nextFrame", checkpoint.nextFrame())
                    .log("the assembler has heard nothing for too long: what is not published is sent again");
        }
    }

    /** Tells the job's assembler that this ingest is there, also while it comes back to where a former life was. */
    Mono<Void> signOfLife() {
        return logEntry.attend();
    }

    /** Returns whether there is nothing to do, and may not be for long. */
    boolean standsStill() {
        FrameFlow flow = frames;
        boolean whole = upload.spool().whole();
        if (opened && flow != null) {
            return flow.standsStill() && (flow.waitsForClient() || !whole);
        }
        return !whole && (!opening || upload.spool().waiting());
    }

    /** Closes the segment that is open, if the job stands still; of frames that are no more worked on there is none. */
    Mono<Void> cutIfStill() {
        FrameFlow flow = frames;
        return opened && flow != null ? flow.cutIfStill() : Mono.empty();
    }

    /** Sends again, or fills, the tiles that have stayed away too long. */
    Mono<Void> lookAfterTiles(Map<Integer, ServiceView> service) {
        FrameFlow flow = frames;
        return flow == null ? Mono.empty() : flow.lookAfterTiles(service);
    }

    private Flux<Void> work() {
        return upload.decodable()
                .thenMany(Flux.usingWhen(Mono.defer(this::plan), this::publishFrames, this::closePlanned))
                .onErrorResume(DecoderDiedException.class, this::replaceDecoder);
    }

    /** As if the ingest had died: the job goes on where the log says that it stands. */
    private Flux<Void> replaceDecoder(DecoderDiedException death) {
        deaths.note(death);
        LOG.atWarn()
                .addKeyValue("jobId", id)
                .addKeyValue("frames", deaths.furthest())
                .addKeyValue("death", death.getMessage())
                .log("the decoder has died, and is replaced");
        letGo();
        return work();
    }

    private Mono<PlannedJob> plan() {
        opening = true;
        // Reads nothing by itself, and waits for the upload where it is read.
        MediaSource source = upload.spool().reader();
        return BlockingCall.on(
                        context.decodeScheduler(),
                        () -> planner.plan(id, request, source, course()),
                        job -> job.frames().close())
                .doOnCancel(source::close)
                .onErrorResume(NeedsWholeFileException.class, e -> planOnceItIsThere());
    }

    /** Nothing is being opened meanwhile, so a job whose client is gone can be parked. */
    private Mono<PlannedJob> planOnceItIsThere() {
        opening = false;
        return upload.whole().then(Mono.defer(this::plan));
    }

    /** What the log knows of a job was sent by a former life of this ingest; what it does not know is done anew. */
    private JobPlanner.Course course() throws IOException {
        Optional<JobDirectory.Entry> entry = context.directory().find(id);
        entry.ifPresent(known -> freshStart.knows(known.epoch()));
        if (entry.isEmpty() && !logEntry.opened()) {
            output.forgetEpochs();
        }
        return new JobPlanner.Course(entry, files.cuts(id));
    }

    private Flux<Void> publishFrames(PlannedJob job) {
        if (!logEntry.tryOpen()) {
            return Flux.empty();
        }
        FrameFlow flow = new FrameFlow(job, files::cut, context);
        planned = job;
        frames = flow;
        opened = true;
        // Read after frames was set: whoever sets them meanwhile sees one or the other.
        flow.limitOutput(outputLimit);
        flow.outputStored(progress.storedBytes());
        outputGrew(output.committed());
        progress.opened(job, flow);
        context.budget().join(flow);
        LOG.atInfo()
                .addKeyValue("jobId", id)
                .addKeyValue("filters", job.spec().filters())
                .addKeyValue("tiles", job.plan().effectiveTiles())
                .addKeyValue("fromFrame", job.frames().yielded())
                .log("job opened");
        return logEntry.open(job.spec())
                .then(flow.run())
                .doOnError(DecoderDiedException.class, death -> deaths.reached(flow.yielded()))
                .doOnSuccess(unused -> upload.decoded())
                .thenMany(Flux.empty());
    }

    /** Not on the decode scheduler, where it could queue behind a decoder that waits for its upload. */
    private Mono<Void> closePlanned(PlannedJob job) {
        FrameFlow flow = frames;
        if (flow != null && flow.isOf(job)) {
            context.budget().leave(flow);
            opened = false;
        }
        opening = false;
        job.frames().stop();
        return Mono.<Void>fromRunnable(() -> job.frames().close()).subscribeOn(context.ioScheduler());
    }

    /** Counts the output however slowly, or by nobody, it is taken. */
    private Flux<Void> growth() {
        return output.lengths().doOnNext(this::outputGrew).thenMany(Flux.empty());
    }

    private void outputGrew(long length) {
        FrameFlow flow = frames;
        if (flow != null) {
            // Read after the length was told, so they are those of that length, or more.
            flow.outputPublished(length, output.fold().frames());
        }
    }

    PlannedJob requirePlanned() {
        PlannedJob job = planned;
        if (job == null) {
            throw new IllegalStateException("job: not planned (expected: planned before its output ends)");
        }
        return job;
    }

    FrameFlow requireFrames() {
        FrameFlow flow = frames;
        if (flow == null) {
            throw new IllegalStateException("frames: none (expected: a flow before its output ends)");
        }
        return flow;
    }
}
