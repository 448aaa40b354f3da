package io.tesela.assembler;

import io.tesela.assembler.encode.JobEncoder;
import io.tesela.assembler.encode.MuxedSegment;
import io.tesela.assembler.encode.SegmentInWork;
import io.tesela.assembler.encode.SegmentMuxer;
import io.tesela.assembler.join.ComposedFrame;
import io.tesela.assembler.join.ComposedStep;
import io.tesela.assembler.join.Cut;
import io.tesela.assembler.join.FrameComposer;
import io.tesela.assembler.join.FrameCosts;
import io.tesela.assembler.join.FrameJoin;
import io.tesela.assembler.join.FrameJoin.Acceptance;
import io.tesela.assembler.join.JoinedFrame;
import io.tesela.assembler.join.JoinedStep;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Load;
import io.tesela.kafka.record.ProgressRecord.Parked;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.TileResult;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One job in this assembler: from its records to its published segments.
 *
 * <pre>
 * offer(record) -> join -> compose -> encode -> finish -> mux + publish -> checkpoint -> acknowledge
 * </pre>
 *
 * <ul>
 *   <li><b>Backpressure:</b> at most a credit window of frames is between join and encoder; complete frames beyond that wait
 *       in the join. {@link #offer} tells when there is room again, which only matters when a log is read again.
 *   <li><b>Order:</b> frames and segments by number. A first checkpoint claims the epoch before any output of that epoch.
 *       Parts and receipt of a segment are acknowledged before the checkpoint that names it, that before the deliveries of
 *       its frames.
 *   <li><b>Threads:</b> {@link #offer} and {@link #stop} on the join scheduler; composing, encoding on theirs.
 *   <li><b>Ownership:</b> {@link #run} closes the encoders when it ends, however it ends.
 *   <li><b>Errors:</b> any ends {@link #run}; nothing of the job is acknowledged by it. An {@link Error} of a filter or an
 *       encoder comes as a {@link TeselaException}.
 * </ul>
 */
final class JobAssembly {
    private static final Logger LOG = LoggerFactory.getLogger(JobAssembly.class);

    /** There is one in a minute at most; one that finds no room is made by the next segment's first frame. */
    private static final int MOST_CUTS = 4;

    private final JobSpec spec;
    private final long epoch;
    private final int partition;
    private final AssemblyContext context;
    private final FrameComposer composer;
    private final FrameJoin join;
    private final JobEncoder encoder;
    private final SegmentMuxer muxer;
    private final AssemblyTraces traces;
    private final HeldDeliveries held = new HeldDeliveries();
    private final Sinks.Many<JoinedStep> frames;
    private final Sinks.Many<Cue> news = Sinks.many().multicast().directBestEffort();
    private final Sinks.Empty<Void> stopped = Sinks.empty();
    private final AtomicLong released;
    private final Silence silence;
    private volatile Standing standing;
    // Touched on the join thread only.
    private Sinks.Empty<Void> room = Sinks.empty();
    private final FrameCosts costs = new FrameCosts();
    private long handedOn;
    private boolean over;
    private volatile boolean abandoned;

    /** Why a checkpoint is sent. */
    private enum Cue {
        NEWS,
        HEARTBEAT
    }

    /**
     * @param partition of the results topic that the job's records come from
     * @param from where the job stands, with this owner's epoch
     */
    JobAssembly(JobSpec spec, int partition, Checkpoint from, AssemblyContext context) {
        this.spec = spec;
        this.epoch = from.epoch();
        this.partition = partition;
        this.context = context;
        ChainPlan plan = spec.plan(context.catalogue(), "assembler " + context.assembler());
        this.composer = new FrameComposer(plan, context.outputs());
        this.join = new FrameJoin(plan.effectiveTiles().tiles(), composer::fits, from.nextFrame());
        this.encoder = new JobEncoder(spec, context.encoders(), context.clock());
        this.muxer = new SegmentMuxer(spec, from);
        this.traces = new AssemblyTraces(context.tracing(), spec.id());
        this.frames =
                Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(spec.windowFrames() + MOST_CUTS));
        this.silence = new Silence(context.silentHeartbeats());
        this.standing = Standing.of(from);
        this.handedOn = from.nextFrame();
        this.released = new AtomicLong(from.nextFrame());
    }

    JobId id() {
        return spec.id();
    }

    int partition() {
        return partition;
    }

    /** Works on what is offered until the job's last segment is published, or it is stopped, or {@link #abandoned}. */
    Flux<Checkpoint> run() {
        return Flux.usingWhen(
                        Mono.just(encoder),
                        unused -> Flux.concat(claim(), Flux.merge(1, segments(), checkpoints())),
                        this::closeEncoders,
                        (unused, error) -> closeEncoders(unused),
                        this::closeEncoders)
                .takeUntilOther(stopped.asMono())
                .doFinally(signal -> traces.close());
    }

    /**
     * Takes the next record of the log; completes when another one may come.
     *
     * <p>A tile result that cannot be is set aside: its tile stays missing, and comes again. Of anything else there is no
     * second one, so that ends the answer with a {@link TeselaException}, with the delivery unacknowledged.
     */
    Mono<Void> offer(ResultRecord result, Delivery delivery) {
        if (!(result instanceof TileResult)) {
            // Those come from processors, and of a dead ingest for as long as it takes them.
            heard();
        }
        Acceptance acceptance = join.offer(result);
        switch (acceptance) {
            case KEPT -> {
                traces.kept(delivery.record(), result);
                held.hold(result, delivery);
            }
            case DUPLICATE -> {
                context.meters().duplicate();
                delivery.acknowledge();
            }
            case MALFORMED -> {
                context.meters().malformed();
                return refuse(result, delivery);
            }
        }
        handOn();
        return !over && join.openFrames() > 2 * spec.windowFrames() ? awaitRoom() : Mono.empty();
    }

    private Mono<Void> refuse(ResultRecord result, Delivery delivery) {
        if (result instanceof TileResult tile) {
            LOG.atWarn()
                    .addKeyValue("tile", tile.verdict().key())
                    .addKeyValue("processor", tile.verdict().processor())
                    .log("malformed tile result set aside");
            return context.output()
                    .deadLetter(
                            delivery.record(), "tile result: not what its tile can give (expected: a tile of the job)")
                    .doOnSuccess(unused -> delivery.acknowledge());
        }
        return Mono.error(new TeselaException(
                FailureCode.INTERNAL,
                "results: a " + result.getClass().getSimpleName()
                        + " contradicts what is known of the job (expected: it" + " agrees)"));
    }

    /** Notes a sign of life of the job's ingest. */
    void heard() {
        silence.broken();
    }

    /** Returns whether this has stopped because nothing was heard of the job's ingest for too long. */
    boolean abandoned() {
        return abandoned;
    }

    /** Returns what is to be said when nothing is kept any more of what is not published. */
    Parked parked() {
        return new Parked(standing.checkpoint(id(), epoch + 1, released.get(), List.of(), Load.NONE));
    }

    /** Ends {@link #run}, and whoever waits for room: nobody will make any. */
    void stop() {
        over = true;
        stopped.tryEmitEmpty();
        room.tryEmitEmpty();
    }

    /** Acknowledges all that is held, since nobody needs it any more. */
    void letGo() {
        held.acknowledgeBelow(Long.MAX_VALUE);
    }

    /** Makes the epoch known first of all, so that the next owner takes a higher one even if this one ends right now. */
    private Mono<Checkpoint> claim() {
        return Mono.defer(this::sendCheckpoint).subscribeOn(context.joinScheduler());
    }

    private Flux<Checkpoint> segments() {
        return frames.asFlux()
                .flatMapSequential(this::compose, context.composeParallelism(), 1)
                .concatMap(this::encode, 1)
                .flatMapSequential(this::finish, 2, 1)
                .concatMap(this::publish, 1)
                .thenMany(Flux.empty());
    }

    /** Sends where the job stands: when there is news, and as a heartbeat; then lets go of what is safe. */
    private Flux<Checkpoint> checkpoints() {
        return Flux.merge(1, news.asFlux(), heartbeat())
                .onBackpressureLatest()
                .publishOn(context.joinScheduler(), 1)
                .concatMap(this::sendCheckpoint, 0)
                .takeUntil(checkpoint -> isComplete(checkpoint));
    }

    private Mono<Checkpoint> sendCheckpoint(Cue cue) {
        return cue == Cue.NEWS ? sendCheckpoint() : sendCheckpoint().doOnSuccess(sent -> listen());
    }

    private void listen() {
        if (silence.lasts()) {
            context.joinScheduler().schedule(this::abandon);
        }
    }

    /** Asks once more, for a record may have come before this in the queue. */
    private void abandon() {
        if (!over && !standing.complete() && silence.tooLong()) {
            abandoned = true;
            stop();
        }
    }

    private Flux<Cue> heartbeat() {
        return Flux.interval(context.heartbeat(), context.joinScheduler())
                .onBackpressureDrop()
                .map(tick -> Cue.HEARTBEAT);
    }

    private Mono<ComposedStep> compose(JoinedStep step) {
        return step instanceof JoinedFrame joined
                ? work(() -> composer.compose(joined), context.composeScheduler())
                : Mono.just((Cut) step);
    }

    private Flux<SegmentInWork> encode(ComposedStep step) {
        return work(() -> encodeNow(step), context.encodeScheduler()).flatMapIterable(segments -> segments);
    }

    private List<SegmentInWork> encodeNow(ComposedStep step) {
        return step instanceof ComposedFrame frame ? encodeNow(frame) : encoder.cut((Cut) step);
    }

    private List<SegmentInWork> encodeNow(ComposedFrame frame) {
        traces.encoding(frame);
        List<SegmentInWork> complete = encoder.take(frame);
        context.meters().encoded(frame, context.clock().millis());
        released.set(frame.source().manifest().timing().index() + 1);
        context.joinScheduler().schedule(this::frameTaken);
        return complete;
    }

    private Mono<SegmentInWork> finish(SegmentInWork segment) {
        return work(() -> traces.encoded(encoder.finish(segment)), context.encodeScheduler());
    }

    private Mono<MuxedSegment> publish(SegmentInWork segment) {
        return work(() -> muxer.mux(segment), context.encodeScheduler()).flatMap(this::send);
    }

    private Mono<MuxedSegment> send(MuxedSegment muxed) {
        return context.output()
                .publish(spec, muxed)
                .doOnSuccess(published -> published(muxed))
                .thenReturn(muxed);
    }

    private void published(MuxedSegment segment) {
        traces.published(segment);
        standing = Standing.after(segment);
        context.joinScheduler().schedule(this::tellNews);
    }

    private void frameTaken() {
        handOn();
        tellNews();
    }

    /** Only ever on the join thread, as the heartbeat: so no signal finds another one in its way and is lost. */
    private void tellNews() {
        news.tryEmitNext(Cue.NEWS);
    }

    private Mono<Checkpoint> sendCheckpoint() {
        Standing now = standing;
        Checkpoint checkpoint = now.checkpoint(
                id(),
                epoch,
                released.get(),
                join.missing(context.missingTiles()),
                new Load(handedOn, costs.frameMicros()));
        return context.output()
                .send(checkpoint)
                .doOnSuccess(sent -> held.acknowledgeBelow(now.complete() ? Long.MAX_VALUE : now.nextFrame()))
                .thenReturn(checkpoint);
    }

    private boolean isComplete(Checkpoint checkpoint) {
        Standing now = standing;
        return now.complete() && checkpoint.nextSegment() == now.nextSegment();
    }

    /** Gives the pipeline as many joined frames as the credit window allows. */
    private void handOn() {
        while (handedOn - released.get() < spec.windowFrames()) {
            JoinedStep step = join.next().orElse(null);
            if (step == null) {
                break;
            }
            handOn(step);
        }
        if (join.finished()) {
            frames.tryEmitComplete();
        }
        if (join.openFrames() <= 2 * spec.windowFrames()) {
            makeRoom();
        }
    }

    private void handOn(JoinedStep step) {
        if (step instanceof JoinedFrame joined) {
            handedOn++;
            costs.add(joined);
            context.meters().joined();
            traces.joined(joined);
            frames.emitNext(joined, Sinks.EmitFailureHandler.FAIL_FAST);
        } else {
            frames.tryEmitNext(step);
        }
    }

    // The signal runs into the next offer, still inside this call: that one must already find the room it may wait for.
    // Replaced only afterwards, the sink it waits on would be lost, and with it all jobs of this assembler.
    private void makeRoom() {
        Sinks.Empty<Void> waitedFor = room;
        room = Sinks.empty();
        waitedFor.tryEmitEmpty();
    }

    private Mono<Void> awaitRoom() {
        return room.asMono();
    }

    private Mono<Void> closeEncoders(JobEncoder open) {
        return Mono.<Void>fromRunnable(open::close).subscribeOn(context.encodeScheduler());
    }

    private static <T> Mono<T> work(Supplier<T> action, Scheduler scheduler) {
        return Mono.fromCallable(() -> withoutErrors(action)).subscribeOn(scheduler);
    }

    // Reactor rethrows what it takes for fatal, such as a LinkageError of a filter's library, on a thread where nobody
    // hears it: the job would wait for ever.
    private static <T> T withoutErrors(Supplier<T> action) {
        try {
            return action.get();
        } catch (Error e) {
            throw TeselaException.from(e);
        }
    }
}
