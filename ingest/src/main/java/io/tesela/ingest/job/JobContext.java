package io.tesela.ingest.job;

import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.flow.WindowBudget;
import io.tesela.ingest.preview.PreviewDesk;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.media.SegmentEncoderFactory;
import io.tesela.media.VideoDecoderFactory;
import io.tesela.telemetry.trace.Tracing;
import java.time.Clock;
import java.util.function.IntSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * What every job of an ingest works with.
 *
 * @param encoders asked whether an encoder exists; nothing is encoded here
 * @param previews makes pictures of what jobs have made
 * @param directory what the progress log says of all jobs
 * @param budget gives each job its window
 * @param disk room for the files of all jobs
 * @param tilePartitions partitions of the tile topic now
 * @param progressPartitions partitions of the progress topic
 * @param outputPartition the partition of the output topic that this ingest reads
 * @param decodeScheduler runs decoders; as many threads as jobs, since a decoder waits for its upload
 * @param ioScheduler reads and writes files, and closes decoders
 * @param timer for intervals and pauses
 */
public record JobContext(
        IngestConfig config,
        FilterCatalogue catalogue,
        VideoDecoderFactory decoders,
        SegmentEncoderFactory encoders,
        PreviewDesk previews,
        RecordSink sink,
        JobDirectory directory,
        WindowBudget budget,
        DiskQuota disk,
        IntSupplier tilePartitions,
        int progressPartitions,
        int outputPartition,
        IngestMeters meters,
        Tracing tracing,
        Clock clock,
        Scheduler decodeScheduler,
        Scheduler ioScheduler,
        Scheduler timer) {}
