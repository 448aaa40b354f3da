package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.RecentFrames;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.flow.FrameCursor;
import io.tesela.kafka.progress.JobDirectory.Entry;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.media.DecodeLimits;
import io.tesela.media.MediaSource;
import io.tesela.media.VideoDecoder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Probes an upload and plans its job.
 *
 * <p><b>Threads:</b> blocks until enough of the upload is there, and while the first frame is decoded.
 */
final class JobPlanner {
    private final JobContext context;

    JobPlanner(JobContext context) {
        this.context = context;
    }

    /**
     * How far a former life of this ingest had come with a job.
     *
     * @param entry what the log knows of the job
     * @param cuts where its segments were ended early
     */
    record Course(Optional<Entry> entry, List<SegmentCut> cuts) {
        Course {
            cuts = List.copyOf(cuts);
        }

        /** Returns the cuts that an assembler may not have heard of. */
        List<SegmentCut> cutsFrom(long frame) {
            return cuts.stream().filter(cut -> cut.lastFrame() >= frame).toList();
        }

        /** Returns the first frame that an assembler may still want: all before it are in segments that are published. */
        long firstFrame() {
            return entry.flatMap(Entry::checkpoint).map(Checkpoint::nextFrame).orElse(0L);
        }
    }

    /**
     * Opens the video and plans its job, which begins with the first frame that is still wanted; the caller closes the planned job's
     * cursor.
     *
     * @param source of the upload; closed by the cursor, or when this throws
     * @throws TeselaException if it is not a video, is too large, or cannot be divided as asked
     */
    PlannedJob plan(JobId id, JobRequest request, MediaSource source, Course course) {
        @Nullable VideoDecoder decoder = null;
        boolean planned = false;
        try {
            VideoDecoder opened = context.decoders().open(source, limits(course));
            decoder = opened;
            VideoFormat format = decoder.format();
            ChainPlan plan = ChainPlan.of(request.filters(), request.tiles(), format.width(), format.height());
            PlanLimits.require(plan, context.config().flow().windowBytes());
            JobSpec spec = course.entry()
                    .map(Entry::spec)
                    .map(known -> requireSame(known, opened))
                    .orElseGet(() -> spec(id, request, opened, plan));
            FrameCursor frames = new FrameCursor(
                    source,
                    decoder,
                    plan.layout(),
                    new RecentFrames(plan.temporalExtent()),
                    spec.segmentFrames(),
                    course.cuts(),
                    context.clock());
            frames.skipTo(course.firstFrame());
            planned = true;
            return new PlannedJob(
                    spec,
                    plan,
                    decoder.source(),
                    decoder,
                    frames,
                    request.onMissing(),
                    course.cutsFrom(course.firstFrame()));
        } finally {
            if (!planned) {
                close(source, decoder);
            }
        }
    }

    /** A job that had no audio gets none: the other roles go by what they were told first. */
    private DecodeLimits limits(Course course) {
        DecodeLimits limits = context.config().decode();
        boolean silent = course.entry()
                .map(Entry::spec)
                .filter(spec -> spec.audio().isEmpty())
                .isPresent();
        return silent ? limits.withAudio(0) : limits;
    }

    private JobSpec spec(JobId id, JobRequest request, VideoDecoder video, ChainPlan plan) {
        IngestConfig.Flow flow = context.config().flow();
        return new JobSpec(
                id,
                request.filters().toString(),
                request.tiles(),
                video.format(),
                video.audio(),
                request.encoder(),
                flow.segmentFrames(),
                flow.windowFor(plan.frameBytes()),
                context.outputPartition());
    }

    /** The other roles go by what they were told first. */
    private JobSpec requireSame(JobSpec known, VideoDecoder video) {
        if (known.outputPartition() != context.outputPartition()) {
            throw new TeselaException(
                    FailureCode.INTERNAL,
                    "output: partition " + context.outputPartition() + " (expected: " + known.outputPartition()
                            + ", where the job's output goes; start the ingest with the name it had)");
        }
        requireSame("video", known.format(), video.format());
        requireSame("audio", known.audio(), video.audio());
        return known;
    }

    private static void requireSame(String what, Object known, Object found) {
        if (!known.equals(found)) {
            throw new TeselaException(
                    FailureCode.INTERNAL, what + ": " + found + " (expected: " + known + ", as it was before)");
        }
    }

    private static void close(MediaSource source, @Nullable VideoDecoder decoder) {
        if (decoder != null) {
            decoder.close();
        }
        source.close();
    }
}
