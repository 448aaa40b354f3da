package io.tesela.ingest.job;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.job.OnMissing;
import io.tesela.ingest.flow.FrameCursor;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.media.SourceVideo;
import io.tesela.media.VideoDecoder;
import java.util.List;

/**
 * A job whose video has been probed.
 *
 * @param spec what every role is told
 * @param source what the video is
 * @param decoder asked for what it had to change; closed by the cursor
 * @param frames its frames, the first one to be published next; whoever holds this closes it
 * @param onMissing what is done about a tile that nobody answers
 * @param cuts of a former life of this ingest that an assembler may not have heard of
 */
record PlannedJob(
        JobSpec spec,
        ChainPlan plan,
        SourceVideo source,
        VideoDecoder decoder,
        FrameCursor frames,
        OnMissing onMissing,
        List<SegmentCut> cuts) {}
