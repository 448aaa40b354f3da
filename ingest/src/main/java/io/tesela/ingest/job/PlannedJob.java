package io.tesela.ingest.job;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.job.JobSpec;
import io.tesela.ingest.flow.FrameCursor;
import io.tesela.media.SourceVideo;
import io.tesela.media.VideoDecoder;

/**
 * A job whose video has been probed.
 *
 * @param spec what every role is told
 * @param source what the video is
 * @param decoder asked for what it had to change; closed by the cursor
 * @param frames its frames; whoever holds this closes it
 */
record PlannedJob(JobSpec spec, ChainPlan plan, SourceVideo source, VideoDecoder decoder, FrameCursor frames) {}
