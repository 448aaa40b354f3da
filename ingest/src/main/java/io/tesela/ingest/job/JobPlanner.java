package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.flow.FrameCursor;
import io.tesela.ingest.spool.Spool;
import io.tesela.kafka.topic.Topics;
import io.tesela.media.MediaSource;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Probes an upload and plans its job.
 *
 * <p><b>Threads:</b> blocks until enough of the upload is there, and while the first frame is decoded.
 */
final class JobPlanner {
    private final IngestConfig config;
    private final VideoDecoderFactory decoders;
    private final int outputPartition;
    private final Clock clock;

    /** @param outputPartition the partition of the output topic that this ingest reads */
    JobPlanner(IngestConfig config, VideoDecoderFactory decoders, int outputPartition, Clock clock) {
        this.config = config;
        this.decoders = decoders;
        this.outputPartition = outputPartition;
        this.clock = clock;
    }

    /**
     * Opens the video and plans its job; the caller closes the planned job's cursor.
     *
     * @throws TeselaException if it is not a video, is too large, or cannot be divided as asked
     */
    PlannedJob plan(JobId id, JobRequest request, Spool spool) {
        MediaSource source = spool.reader();
        @Nullable VideoDecoder decoder = null;
        boolean planned = false;
        try {
            decoder = decoders.open(source, config.decode());
            VideoFormat format = decoder.format();
            ChainPlan plan = ChainPlan.of(request.filters(), request.tiles(), format.width(), format.height());
            requireRecordsFit(plan);
            JobSpec spec = new JobSpec(
                    id,
                    request.filters().toString(),
                    request.tiles(),
                    format,
                    request.encoder(),
                    config.flow().segmentFrames(),
                    config.flow().windowFor(plan.layout().bytes(format.width(), format.height())),
                    outputPartition);
            FrameCursor frames = new FrameCursor(
                    source, decoder, plan.layout(), config.flow().segmentFrames(), clock);
            planned = true;
            return new PlannedJob(spec, plan, decoder.source(), decoder, frames);
        } finally {
            if (!planned) {
                close(source, decoder);
            }
        }
    }

    private static void close(MediaSource source, @Nullable VideoDecoder decoder) {
        if (decoder != null) {
            decoder.close();
        }
        source.close();
    }

    private static void requireRecordsFit(ChainPlan plan) {
        TileGrid grid = plan.effectiveTiles();
        int largest = 0;
        for (int tile = 0; tile < grid.tiles(); tile++) {
            largest = Math.max(largest, plan.geometry().haloedBytes(tile));
        }
        if (largest > Topics.MAX_VALUE_BYTES) {
            int factor = (int) Math.ceil(Math.sqrt((double) largest / Topics.MAX_VALUE_BYTES)) + 1;
            throw new TeselaException(
                    FailureCode.BAD_TILES,
                    "tiles: " + grid + " makes tiles of " + largest + " bytes (expected: at most "
                            + Topics.MAX_VALUE_BYTES + ", for example " + grid.columns() * factor + "x"
                            + grid.rows() * factor + ")");
        }
    }
}
