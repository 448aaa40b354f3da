package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.job.JobId;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.KeyPartitioner;
import io.tesela.kafka.flow.LogTail;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.memory.InMemoryTransport;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.OutputRecord;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.record.OutputRecordCodec;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ProgressRecord.Parked;
import io.tesela.kafka.record.ProgressRecordCodec;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A broker in memory with the topics of the service, and what ingest would do there: write records, read what comes back. */
final class Service implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final int RESULT_PARTITIONS = 2;
    static final int PROGRESS_PARTITIONS = 1;

    private final InMemoryBroker broker = new InMemoryBroker();
    private final Scheduler loop = Schedulers.newParallel("test-loop", 2, true);
    private final InMemoryTransport transport = new InMemoryTransport(broker, loop);
    private final RecordSink sink;
    private final List<OutputRecord> output = new CopyOnWriteArrayList<>();
    private final List<ProgressRecord> progress = new CopyOnWriteArrayList<>();
    private final List<FlowRecord> deadTiles = new CopyOnWriteArrayList<>();
    private final LogTail progressTail;

    Service() {
        transport
                .ensureTopics(Topics.specs(new PartitionCounts(1, RESULT_PARTITIONS, 1, PROGRESS_PARTITIONS)))
                .block(PATIENCE);
        sink = transport.sink(SinkSettings.of("ingest").withMaxInFlight(100_000, 1L << 30));
        transport.tail(Topics.OUTPUT).records().map(OutputRecordCodec::decode).subscribe(output::add);
        transport.tail(Topics.DEAD_TILES).records().subscribe(deadTiles::add);
        progressTail = transport.tail(Topics.PROGRESS);
        progressTail.records().subscribe(record -> readable(record).ifPresent(progress::add));
    }

    /** Connects another process. */
    InMemoryTransport connect() {
        return new InMemoryTransport(broker, loop);
    }

    void open(MadeJob job) {
        say(new Opened(job.spec(), "ingest-1"));
    }

    void say(ProgressRecord record) {
        send(List.of(ProgressRecordCodec.encode(record, PROGRESS_PARTITIONS)));
    }

    void forget(JobId job) {
        send(ProgressRecordCodec.tombstones(job, 9, PROGRESS_PARTITIONS));
    }

    void results(List<? extends ResultRecord> results) {
        send(results.stream().map(ResultRecordCodec::encode).toList());
    }

    void send(List<FlowRecord> records) {
        sink.sendAll(records).block(PATIENCE);
    }

    /** Returns the segments of a job as ingest would take them: whole ones, each number once. */
    Map<Integer, byte[]> segments(JobId job) {
        Map<Integer, byte[]> segments = new TreeMap<>();
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (OutputRecord record : ofJob(job)) {
            if (record instanceof SegmentPart part) {
                if (part.part() == 0) {
                    parts.reset();
                }
                parts.writeBytes(part.bytes());
            } else if (record instanceof SegmentDone done) {
                assertThat(parts.size()).isEqualTo((int) done.receipt().bytes());
                segments.putIfAbsent(done.receipt().segment(), parts.toByteArray());
            }
        }
        return segments;
    }

    byte[] file(JobId job) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        segments(job).values().forEach(file::writeBytes);
        return file.toByteArray();
    }

    List<SegmentReceipt> receipts(JobId job) {
        List<SegmentReceipt> receipts = new ArrayList<>();
        for (OutputRecord record : ofJob(job)) {
            if (record instanceof SegmentDone done) {
                receipts.add(done.receipt());
            }
        }
        return receipts;
    }

    List<JobFailed> failures(JobId job) {
        return ofJob(job).stream()
                .filter(JobFailed.class::isInstance)
                .map(JobFailed.class::cast)
                .toList();
    }

    /** Returns what was set aside. */
    List<FlowRecord> deadTiles() {
        return deadTiles;
    }

    List<OutputRecord> ofJob(JobId job) {
        return output.stream().filter(record -> record.job().equals(job)).toList();
    }

    List<Parked> parkings(JobId job) {
        return progress.stream()
                .filter(record -> record.job().equals(job))
                .filter(Parked.class::isInstance)
                .map(Parked.class::cast)
                .toList();
    }

    List<Checkpoint> checkpoints(JobId job) {
        return progress.stream()
                .filter(record -> record.job().equals(job))
                .filter(Checkpoint.class::isInstance)
                .map(Checkpoint.class::cast)
                .toList();
    }

    /** Returns the first segment that the job's checkpoints, as they are in the log now, do not name as published. */
    int nextSegment(JobId job) {
        progressTail.caughtUp().block(PATIENCE);
        return checkpoints(job).stream().mapToInt(Checkpoint::nextSegment).max().orElse(0);
    }

    void awaitSegments(MadeJob job, int count) {
        await().atMost(PATIENCE).until(() -> segments(job.id()).size() >= count);
    }

    void awaitComplete(MadeJob job) {
        awaitSegments(job, job.segments());
        await().atMost(PATIENCE).until(() -> nextSegment(job.id()) == job.segments());
    }

    /** Waits until nobody needs any record of the results any more. */
    void awaitAllCommitted() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(views().values())
                        .allMatch(view -> view.committed().orElse(0) == view.end()));
    }

    long committed(int partition) {
        return view(partition).committed().orElse(0);
    }

    ServiceView view(int partition) {
        return Objects.requireNonNull(views().get(partition));
    }

    static int partition(MadeJob job) {
        return KeyPartitioner.partition(job.id().value(), RESULT_PARTITIONS);
    }

    /** Returns a job with a window of four frames. */
    static MadeJob job(String id, int frames, int segmentFrames) {
        return new MadeJob(id, MadeJob.Shape.of(frames, segmentFrames, 4), id.hashCode());
    }

    /** Returns a job whose results are in the given partition. */
    static MadeJob jobIn(int partition, int frames, int segmentFrames) {
        for (int i = 0; ; i++) {
            MadeJob job = job("job-" + i, frames, segmentFrames);
            if (partition(job) == partition) {
                return job;
            }
        }
    }

    /** Waits for the latch if a frame is the one that was meant; an interrupt ends the wait. */
    static void awaitAt(long pts, long at, CountDownLatch latch) {
        if (pts == at) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Optional<ProgressRecord> readable(FlowRecord record) {
        try {
            return ProgressRecordCodec.decode(record);
        } catch (MalformedRecordException e) {
            return Optional.empty(); // a test wrote it
        }
    }

    private Map<Integer, ServiceView> views() {
        return Objects.requireNonNull(
                transport.service(Topics.RESULTS, Topics.ASSEMBLERS).block(PATIENCE));
    }

    @Override
    public void close() {
        transport.close();
        loop.dispose();
    }
}
