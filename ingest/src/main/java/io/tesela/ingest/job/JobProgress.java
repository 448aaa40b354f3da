package io.tesela.ingest.job;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.report.JobReport;
import io.tesela.ingest.flow.FrameHoldings;
import io.tesela.ingest.flow.HoldingHistory;
import io.tesela.ingest.output.JobOutput;
import io.tesela.ingest.output.ReportFold;
import io.tesela.wire.ServerMessage.Progress;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far one job is: what its client is told, who holds its frames now, and who held them.
 *
 * <p><b>Threads:</b> any.
 */
final class JobProgress {
    private final Upload upload;
    private final JobOutput output;
    private final HoldingHistory history = new HoldingHistory();
    private volatile @Nullable PlannedJob planned;
    private volatile @Nullable FrameFlow frames;
    private volatile @Nullable JobReport report;
    private volatile long sentBytes;
    private volatile long storedBytes;
    private Pace pace = new Pace();
    private long samples;
    private long heldByClient;
    private double filtering;
    private double encoding;

    JobProgress(Upload upload, JobOutput output) {
        this.upload = upload;
        this.output = output;
    }

    /** Notes that the video is open, and its frames are on their way; again where a decoder was replaced: its time begins anew. */
    synchronized void opened(PlannedJob job, FrameFlow flow) {
        pace = new Pace();
        planned = job;
        frames = flow;
    }

    /** Notes that the job is done. */
    void finished(JobReport of) {
        report = of;
    }

    /** Notes how many bytes of output were given to the client. */
    void sent(long bytes) {
        sentBytes = bytes;
    }

    /** Notes how many bytes of output the client has stored; the highest number counts. */
    void stored(long bytes) {
        storedBytes = Math.max(storedBytes, bytes);
        output.stored(storedBytes);
    }

    long storedBytes() {
        return storedBytes;
    }

    /** Returns what the client is told. */
    Progress message() {
        JobReport finished = report;
        return finished == null ? underWay() : atTheEnd(finished);
    }

    private Progress atTheEnd(JobReport of) {
        long frames = of.frames().encoded();
        return new Progress(
                upload.spool().written(),
                of.frames().decoded(),
                frames,
                frames,
                of.fpsOut(),
                0.0,
                of.tileCounts().degraded(),
                null);
    }

    private Progress underWay() {
        FrameFlow flow = frames;
        PlannedJob job = planned;
        long uploaded = upload.spool().written();
        if (flow == null || job == null) {
            return new Progress(uploaded, 0, 0, null, 0, null, 0, upload.waitsForAll() ? Progress.WHOLE_UPLOAD : null);
        }
        ReportFold fold = output.fold();
        long encoded = encoded(flow, fold);
        double fps = fps(flow, encoded);
        long decoded = job.frames().yielded();
        OptionalLong expected = ExpectedFrames.of(job.source(), decoded);
        Double eta = expected.isEmpty() || fps == 0 ? null : Pace.left(expected.getAsLong(), decoded, encoded) / fps;
        return new Progress(
                uploaded,
                decoded,
                encoded,
                job.source().totalFrames().orElse(null),
                fps,
                eta,
                fold.counts().degraded(),
                waitingFor(flow));
    }

    private static long encoded(FrameFlow flow, ReportFold fold) {
        return Math.max(flow.released(), fold.frames());
    }

    /** Before there is a pace: the mean. */
    private synchronized double fps(FrameFlow flow, long encoded) {
        return pace.fps().orElse(encoded / Math.max(0.001, flow.workingNanos() / 1e9));
    }

    private static @Nullable String waitingFor(FrameFlow flow) {
        if (flow.waitsForClient()) {
            return Progress.CLIENT;
        }
        return flow.waitsForProcessors() ? Progress.PROCESSORS : null;
    }

    /**
     * What is known of the job elsewhere.
     *
     * @param size of the video; null: not known
     * @param error why it failed; null: it did not
     * @param atWork whether it has neither ended, nor is parked
     */
    record Facts(
            JobId id,
            String name,
            @Nullable Long size,
            Instant started,
            JobStatus.State state,
            boolean attached,
            boolean detached,
            @Nullable String error,
            boolean atWork) {}

    /** Returns what anybody is told who asks. */
    JobStatus status(Facts facts) {
        Progress now = message();
        return new JobStatus(
                facts.id(),
                facts.name(),
                facts.state(),
                facts.attached(),
                facts.detached(),
                facts.started(),
                now.uploaded(),
                facts.size(),
                now.decoded(),
                now.encoded(),
                output.committed(),
                now.degraded(),
                facts.error(),
                facts.atWork()
                        ? new JobStatus.Outlook(now.totalFrames(), now.fps(), now.etaS(), now.waitingFor())
                        : null);
    }

    /** Returns all that is to be seen of the job. */
    JobView view(JobStatus status, JobRequest request, boolean input) {
        FrameFlow flow = frames;
        return new JobView(
                status,
                message(),
                holdings(),
                flow == null ? 0 : flow.windowFrames(),
                flow == null ? 0 : flow.beingEncoded(),
                request.filters().toString(),
                request.tiles().toString(),
                tileMap().orElse(null),
                request.live(),
                input);
    }

    /** Returns what its tiles have cost; empty before its video is opened, and of a job of a former life of this ingest that is done. */
    private Optional<TileMap> tileMap() {
        return Optional.ofNullable(planned)
                .map(job ->
                        new TileMap(job.plan().effectiveTiles(), output.fold().tileLoads()));
    }

    /** Returns who holds the job's frames now. */
    FrameHoldings holdings() {
        FrameFlow flow = frames;
        if (flow == null) {
            return FrameHoldings.NONE;
        }
        long encoded = output.fold().frames();
        long stored = output.framesBelow(storedBytes);
        return flow.holdings(encoded, output.framesBelow(sentBytes), stored);
    }

    /** Counts the job's state now, at even distances in time. */
    synchronized void sample() {
        FrameFlow flow = frames;
        if (flow == null) {
            return;
        }
        history.add(holdings());
        pace.count(flow.workingNanos(), encoded(flow, output.fold()));
        samples++;
        heldByClient += flow.waitsForClient() ? 1 : 0;
        filtering += flow.beingFiltered();
        encoding += flow.beingEncoded();
    }

    /** Returns what the samples say. */
    synchronized Samples samples() {
        double count = Math.max(1, samples);
        return new Samples(history, heldByClient / count, filtering / count, encoding / count);
    }

    /**
     * The life of a job, in samples.
     *
     * @param held by whom its frames were held
     * @param heldByClient part of the time in which the decoder waited for the client, 0 to 1
     * @param filtering mean number of frames on their way through the processors
     * @param encoding mean number of frames that had come back and no encoder had taken
     */
    record Samples(HoldingHistory held, double heldByClient, double filtering, double encoding) {}
}
