package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.TileKey;
import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.ingest.flow.CreditGate;
import io.tesela.ingest.flow.CreditWindow;
import io.tesela.ingest.flow.FrameCursor;
import io.tesela.ingest.flow.FrameHoldings;
import io.tesela.ingest.flow.FrameHoldings.Marks;
import io.tesela.ingest.flow.FramePublisher;
import io.tesela.ingest.flow.FrameTraces;
import io.tesela.ingest.flow.TileDeadlines;
import io.tesela.ingest.flow.TileDeadlines.Action;
import io.tesela.ingest.flow.TileWhereabouts;
import io.tesela.ingest.flow.TimedFrame;
import io.tesela.ingest.flow.UnreleasedFrames;
import io.tesela.ingest.flow.WindowBudget;
import io.tesela.ingest.flow.WindowShares.Claim;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The frames of one planned job, from the decoder to the log, under its credit.
 *
 * <ul>
 *   <li><b>Backpressure:</b> frame n is decoded only once {@link CreditWindow} permits it; one more is decoded ahead.
 *   <li><b>Order:</b> frames are published by index, a few at once.
 *   <li><b>Threads:</b> decodes on the decode scheduler; reports come from any thread.
 *   <li><b>Ownership:</b> whoever planned the job closes its cursor.
 *   <li><b>Errors:</b> of the decoder, the upload and the sink.
 * </ul>
 */
final class FrameFlow implements WindowBudget.Member {
    /** One that is open, and the one before it, which is being finished, sent and stored here. */
    private static final int SEGMENTS_ON_THEIR_WAY = 2;

    private final PlannedJob job;
    private final FrameCursor.CutLog cutLog;
    private final JobContext context;
    private final CreditWindow window;
    private final CreditGate gate;
    private final UnreleasedFrames unreleased = new UnreleasedFrames();
    private final FrameTraces traces;
    private final FramePublisher publisher;
    private final TileDeadlines deadlines;
    private final AtomicLong creditWaitNanos = new AtomicLong();
    private final AtomicLong decodingNanos = new AtomicLong();
    private final long startedNanos;
    private volatile long idleSinceNanos;
    private volatile long yieldedMs;
    private volatile @Nullable Checkpoint latest;
    private volatile long published;
    private volatile TileWhereabouts tiles = new TileWhereabouts(0, 0);
    private volatile Duration tileDeadline;
    private volatile boolean unserved;
    private volatile boolean ended;
    private volatile boolean closed;

    /** @param cutLog hears where segments are ended early */
    FrameFlow(PlannedJob job, FrameCursor.CutLog cutLog, JobContext context) {
        this.job = job;
        this.cutLog = cutLog;
        this.context = context;
        long first = job.frames().yielded();
        this.published = first;
        // One frame, until the budget says how many.
        this.window = new CreditWindow(
                1,
                context.config().flow().outputBytes(),
                SEGMENTS_ON_THEIR_WAY * context.config().flow().segmentFrames());
        this.window.released(first);
        this.gate = new CreditGate(window, first);
        this.traces = new FrameTraces(context.tracing(), job.spec().id());
        this.publisher = new FramePublisher(
                job.spec(),
                job.plan(),
                context.sink(),
                unreleased,
                context.config().partitioning(),
                context.tilePartitions(),
                context.config().id(),
                traces);
        this.deadlines = new TileDeadlines(job.spec().id(), context.config().deadlines(), job.onMissing());
        this.tileDeadline = deadlines.late();
        this.startedNanos = System.nanoTime();
        this.idleSinceNanos = startedNanos;
        this.yieldedMs = nowMs();
    }

    /** Publishes every frame, then says that there are no more. */
    Mono<Void> run() {
        return Flux.fromIterable(job.cuts())
                .concatMap(publisher::publishCut, 1)
                .thenMany(frames())
                .flatMapSequential(publisher::publish, context.config().flow().publishConcurrency(), 1)
                .doOnNext(this::published)
                .then(Mono.defer(this::publishClosed))
                .doFinally(signal -> traces.close());
    }

    private Mono<Void> publishClosed() {
        ended = true;
        return publisher.publishClosed(job.frames().yielded());
    }

    private Flux<TimedFrame> frames() {
        return job.frames().hasNext()
                ? gate.permits()
                        .concatMap(permit -> decodeNext(), 0)
                        .takeUntil(frame -> frame.position() == ResultRecord.Position.ENDS_JOB)
                : Flux.empty();
    }

    /** Lets go of the frames that are under way, since another flow of the job sends them again. */
    void close() {
        closed = true;
        unreleased.released(Long.MAX_VALUE);
    }

    boolean isOf(PlannedJob planned) {
        return job.equals(planned);
    }

    /** Takes what the job's assembler says; credit from any epoch, the rest from the highest; one call at a time. */
    void progressed(Checkpoint checkpoint) {
        Checkpoint before = latest;
        if (before == null || checkpoint.epoch() >= before.epoch()) {
            latest = checkpoint;
        }
        unreleased.released(checkpoint.released());
        traces.released(checkpoint.released());
        gate.released(checkpoint.released());
    }

    /** Notes how much output there is, and how many frames it holds. */
    void outputPublished(long bytes, long frames) {
        gate.published(bytes, frames);
    }

    /** Sets how much of it the client may leave lying. */
    void limitOutput(long bytes) {
        gate.limitOutput(bytes);
    }

    /** Notes how much of it the client has stored. */
    void outputStored(long bytes) {
        gate.stored(bytes);
    }

    /** Returns whether output that the client has not stored holds up the decoder. */
    boolean waitsForClient() {
        return window.heldByOutput();
    }

    /** Returns whether tiles are missing, and nobody is there to filter them. */
    boolean waitsForProcessors() {
        return unserved && missesTiles();
    }

    @Override
    public Claim claim() {
        Checkpoint checkpoint = latest;
        long micros = checkpoint == null ? 0 : checkpoint.load().frameMicros();
        return new Claim(job.plan().frameBytes(), micros, waitsForClient());
    }

    @Override
    public void resize(int frames) {
        gate.resize(frames);
    }

    /**
     * Closes the open segment of a job that stands still, whoever it waits for, once all its frames are released: so that
     * its assembler holds no records for it, and commits past it.
     */
    Mono<Void> cutIfStill() {
        return standsStill() ? cutNow().flatMap(this::cut) : Mono.empty();
    }

    /** Returns whether no frame has come for long, none is under way, and there are to be more. */
    boolean standsStill() {
        long stillMs = nowMs() - yieldedMs;
        return !ended
                && stillMs >= context.config().flow().cutAfter().toMillis()
                && window.released() == job.frames().yielded();
    }

    private Mono<SegmentCut> cutNow() {
        return BlockingCall.on(
                        context.ioScheduler(), () -> job.frames().cut(job.spec().id(), cutLog), unread -> {})
                .flatMap(Mono::justOrEmpty);
    }

    private Mono<Void> cut(SegmentCut cut) {
        context.meters().cut();
        return publisher.publishCut(cut);
    }

    /** Returns whether any tile is known to be missing now. */
    boolean missesTiles() {
        Checkpoint checkpoint = latest;
        return checkpoint != null && !checkpoint.missing().isEmpty();
    }

    /** Sends again, or fills, the tiles that have stayed away too long. */
    Mono<Void> lookAfterTiles(Map<Integer, ServiceView> service) {
        Checkpoint checkpoint = latest;
        if (checkpoint == null || closed) {
            return Mono.empty();
        }
        unserved = service.values().stream().noneMatch(ServiceView::owned);
        tiles = TileWhereabouts.of(
                unreleased.positionsFrom(checkpoint.load().joined()),
                service,
                context.config().deadlines().nearRecords());
        List<Action> actions =
                deadlines.look(System.nanoTime(), checkpoint.epoch(), checkpoint.missing(), this::positionOf, service);
        tileDeadline = deadlines.late();
        return Flux.fromIterable(actions).concatMap(this::act, 1).then();
    }

    /** Returns after how long a tile was late when that was last looked at. */
    Duration tileDeadline() {
        return tileDeadline;
    }

    /**
     * Returns who holds the job's frames now.
     *
     * @param encoded leading frames in the job's file
     * @param sent leading frames given to the client
     * @param stored leading frames that the client has stored
     */
    FrameHoldings holdings(long encoded, long sent, long stored) {
        Checkpoint checkpoint = latest;
        long joined = checkpoint == null ? 0 : checkpoint.load().joined();
        TileWhereabouts now = tiles;
        return FrameHoldings.of(
                new Marks(job.frames().yielded(), published, joined, encoded, sent, stored),
                now.inTiles(),
                now.inProcessors());
    }

    /** Returns how many frames are on their way through the processors now. */
    long beingFiltered() {
        Checkpoint checkpoint = latest;
        return Math.max(
                0, published - (checkpoint == null ? 0 : checkpoint.load().joined()));
    }

    /** Returns how many frames have come back and are not taken by an encoder. */
    long beingEncoded() {
        Checkpoint checkpoint = latest;
        return checkpoint == null ? 0 : Math.max(0, checkpoint.load().joined() - checkpoint.released());
    }

    /** Returns how long decoding took, waits for the upload included. */
    long decodingNanos() {
        return decodingNanos.get();
    }

    private void published(TimedFrame frame) {
        published = frame.timing().index() + 1;
        context.meters().published();
    }

    /** Returns how many frames have left the decoder. */
    long yielded() {
        return job.frames().yielded();
    }

    long released() {
        return window.released();
    }

    /** Returns how many frames may be decoded and not released. */
    int windowFrames() {
        return window.windowFrames();
    }

    /** Returns how many bytes of audio wait for frames to come. */
    long audioBytes() {
        return job.frames().audioBytes();
    }

    UnreleasedFrames unreleased() {
        return unreleased;
    }

    /** Returns how long the decoder has waited for credit. */
    long creditWaitMs() {
        return TimeUnit.NANOSECONDS.toMillis(creditWaitNanos.get());
    }

    /** Returns the time since this was made, right after the video was opened. */
    long workingNanos() {
        return System.nanoTime() - startedNanos;
    }

    private long nowMs() {
        return context.timer().now(TimeUnit.MILLISECONDS);
    }

    private Mono<TimedFrame> decodeNext() {
        creditWaitNanos.addAndGet(Math.max(0, System.nanoTime() - idleSinceNanos));
        return BlockingCall.on(context.decodeScheduler(), this::decodeNow, frame -> {});
    }

    private TimedFrame decodeNow() {
        long startNanos = System.nanoTime();
        TimedFrame frame = traces.decoding(job.frames().yielded(), job.frames()::next);
        decodingNanos.addAndGet(System.nanoTime() - startNanos);
        context.meters().decoded();
        idleSinceNanos = System.nanoTime();
        yieldedMs = nowMs();
        return frame;
    }

    private Optional<Position> positionOf(TileKey key) {
        return unreleased
                .find(key.frame())
                .filter(entry -> key.tile() < entry.positions().size())
                .map(entry -> entry.positions().get(key.tile()));
    }

    private Mono<Position> act(Action action) {
        if (action instanceof Action.SendAgain again) {
            return publisher
                    .publishAgain(again.key(), again.attempt())
                    .doOnNext(position -> sentAgain(again.key(), position));
        } else if (action instanceof Action.Fill fill) {
            return publisher
                    .publishFill(fill.key(), fill.attempts(), fill.reason())
                    .doOnNext(position -> filled(fill.key()));
        } else if (action instanceof Action.Fail fail) {
            return Mono.error(unanswered(fail));
        }
        return Mono.empty();
    }

    private static TeselaException unanswered(Action.Fail fail) {
        return new TeselaException(
                FailureCode.TIMEOUT,
                "frame " + fail.key().frame() + ", tile " + fail.key().tile() + ": sent " + fail.attempts()
                        + " times, and no processor answered in time (expected: an answer, since the job is to fail"
                        + " rather than to be filled)");
    }

    private void sentAgain(TileKey key, Position position) {
        context.meters().hedged();
        deadlines.sentAgain(key, position);
    }

    private void filled(TileKey key) {
        context.meters().filled();
        deadlines.filled(key);
    }
}
