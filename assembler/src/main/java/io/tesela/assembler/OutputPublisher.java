package io.tesela.assembler;

import io.tesela.assembler.encode.MuxedSegment;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobSpec;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.record.OutputRecordCodec;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Writes what an assembler has to say: segments in parts, their receipts, checkpoints, failures.
 *
 * <p><b>Backpressure, threads, errors:</b> of the {@link RecordSink}.
 */
final class OutputPublisher {
    private final RecordSink sink;
    private final int partBytes;
    private final int progressPartitions;

    /**
     * @param partBytes most bytes of one part
     * @param progressPartitions partitions of the progress topic
     */
    OutputPublisher(RecordSink sink, int partBytes, int progressPartitions) {
        this.sink = sink;
        this.partBytes = partBytes;
        this.progressPartitions = progressPartitions;
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
    Mono<Void> send(Checkpoint checkpoint) {
        return sink.send(ProgressRecordCodec.encode(checkpoint, progressPartitions)).then();
    }

    /** Tells the job's ingest that this assembler cannot go on with it. */
    Mono<Void> sendFailure(JobSpec spec, TeselaException failure) {
        JobFailed failed = new JobFailed(spec.id(), failure.code(), failure.sentence());
        return sink.send(OutputRecordCodec.encode(failed, spec.outputPartition())).then();
    }
}
