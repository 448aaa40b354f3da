package io.tesela.assembler;

import io.tesela.assembler.encode.MuxedSegment;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RetryingSink;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.record.OutputRecordCodec;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecordCodec;
import io.tesela.kafka.record.TileRecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Writes what an assembler has to say: segments in parts, their receipts, checkpoints, failures, dead letters.
 *
 * <ul>
 *   <li><b>Backpressure, threads:</b> of the {@link RecordSink}.
 *   <li><b>Errors:</b> retryable ones of the carrier are tried again until they pass, with growing pauses: they are no fault of
 *       a job. A segment is then sent anew from its first part. All others are passed on, but those of a dead letter.
 * </ul>
 */
final class OutputPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(OutputPublisher.class);

    private final RecordSink sink;
    private final int partBytes;
    private final int progressPartitions;
    private final Mono<Integer> outputPartitions;

    /**
     * @param partBytes most bytes of one part
     * @param progressPartitions partitions of the progress topic
     * @param outputPartitions partitions of the output topic, asked for when they are needed
     * @param timer for pauses
     */
    OutputPublisher(
            RecordSink sink, int partBytes, int progressPartitions, Mono<Integer> outputPartitions, Scheduler timer) {
        this.sink = new RetryingSink(sink, timer);
        this.partBytes = partBytes;
        this.progressPartitions = progressPartitions;
        this.outputPartitions = outputPartitions.retryWhen(RetryingSink.untilItPasses(timer));
    }

    /** Publishes the parts of a segment, then its receipt; completes when all are acknowledged. */
    Mono<Void> publish(JobSpec spec, MuxedSegment segment) {
        List<FlowRecord> records = new ArrayList<>();
        ByteBuffer rest = segment.bytes();
        while (rest.hasRemaining()) {
            byte[] bytes = new byte[Math.min(partBytes, rest.remaining())];
            rest.get(bytes);
            SegmentPart part = new SegmentPart(
                    spec.id(), segment.receipt().epoch(), segment.receipt().segment(), records.size(), bytes);
            records.add(OutputRecordCodec.encode(part, spec.outputPartition()));
        }
        records.add(OutputRecordCodec.encode(new SegmentDone(segment.receipt()), spec.outputPartition()));
        return sink.sendAll(records).then();
    }

    /** Publishes where a job stands. */
    Mono<Void> send(ProgressRecord standing) {
        return sink.send(ProgressRecordCodec.encode(standing, progressPartitions))
                .then();
    }

    /** Tells the job's ingest that this assembler cannot go on with it. */
    Mono<Void> sendFailure(JobSpec spec, TeselaException failure) {
        JobFailed failed = new JobFailed(spec.id(), failure.code(), failure.sentence());
        return sink.send(OutputRecordCodec.encode(failed, spec.outputPartition()))
                .then();
    }

    /** Tells every ingest that a job cannot go on of which nobody knows whose it is; those that do not have it pass that over. */
    Mono<Void> sendFailureToAll(JobId job, TeselaException failure) {
        JobFailed failed = new JobFailed(job, failure.code(), failure.sentence());
        return outputPartitions
                .map(count -> toEach(failed, count))
                .flatMap(sink::sendAll)
                .then();
    }

    /** Sets a tile result aside that is of no use. One that cannot even be kept is let go of: the tile comes again. */
    Mono<Void> deadLetter(FlowRecord result, String cause) {
        return sink.send(TileRecordCodec.deadLetter(result, cause))
                .onErrorResume(TransportException.class, OutputPublisher::notKept)
                .then();
    }

    private static List<FlowRecord> toEach(JobFailed failed, int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> OutputRecordCodec.encode(failed, partition))
                .toList();
    }

    private static Mono<Position> notKept(TransportException error) {
        LOG.atWarn().setCause(error).log("malformed tile result could not be set aside");
        return Mono.empty();
    }
}
