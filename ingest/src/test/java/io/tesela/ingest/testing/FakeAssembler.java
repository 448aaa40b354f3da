package io.tesela.ingest.testing;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.report.LatencyHistogram;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.domain.report.TileCounts;
import io.tesela.domain.report.TileLoads;
import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.record.OutputRecordCodec;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Load;
import io.tesela.kafka.record.ProgressRecord.Parked;
import io.tesela.kafka.record.ProgressRecordCodec;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Answers manifests with segments of bytes that mean nothing, and releases their frames: as much of an assembler as an ingest
 * can see.
 */
public final class FakeAssembler implements AutoCloseable {
    /** Bytes of one part. */
    private static final int PART_BYTES = 64 << 10;

    private static final Duration POLL = Duration.ofMillis(1);

    private final ProgressLog progress;
    private final RecordSink sink;
    private final int progressPartitions;
    private final int segmentBytes;
    private final Disposable.Composite running = Disposables.composite();
    private final Map<JobId, Map<Long, FrameManifest>> open = new ConcurrentHashMap<>();
    private final Map<JobId, Map<Long, Integer>> manifests = new ConcurrentHashMap<>();
    private volatile boolean failing;
    private volatile LongPredicate releasing = bytes -> true;
    private volatile long epoch = 1;
    private volatile @Nullable Throwable failure;
    private long sentBytes;

    private FakeAssembler(Transport transport, int progressPartitions, int segmentBytes) {
        this.progress = new ProgressLog(transport.tail(Topics.PROGRESS), new JobDirectory());
        this.sink = transport.sink(SinkSettings.of("fake-assembler"));
        this.progressPartitions = progressPartitions;
        this.segmentBytes = segmentBytes;
    }

    /** Starts one whose segments are of that size. */
    public static FakeAssembler start(Transport transport, int progressPartitions, int segmentBytes) {
        FakeAssembler assembler = new FakeAssembler(transport, progressPartitions, segmentBytes);
        assembler.running.add(assembler.progress.follow().subscribe(entry -> {}, assembler::failed));
        assembler.running.add(transport
                .consumer(
                        ConsumerSettings.of(Topics.RESULTS, Topics.ASSEMBLERS, "fake-assembler"),
                        AssignmentListener.NONE)
                .deliveries()
                .concatMap(assembler::take, 1)
                .subscribe(taken -> {}, assembler::failed));
        return assembler;
    }

    /** Returns the bytes of a segment. */
    public static byte[] segment(JobId job, int number, int bytes) {
        byte[] segment = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            segment[i] = (byte) (job.hashCode() + 13 * number + i);
        }
        return segment;
    }

    /** From now on every job fails at its first manifest. */
    public void failJobs() {
        failing = true;
    }

    /**
     * From now on the frames of a segment are released only once this holds.
     *
     * @param condition of the bytes of all segments so far
     */
    public void releaseWhen(LongPredicate condition) {
        releasing = condition;
    }

    /** Lets go of the open segment of a job, as when nothing is heard of its ingest for long; the job must stand still. */
    public void park(JobId job) {
        open.remove(job);
        Checkpoint last = progress.directory()
                .find(job)
                .flatMap(JobDirectory.Entry::checkpoint)
                .orElseGet(() -> Checkpoint.start(job, epoch));
        Checkpoint parked = new Checkpoint(
                job,
                epoch + 1,
                last.nextSegment(),
                last.nextFrame(),
                List.of(),
                List.of(),
                last.released(),
                List.of(),
                Load.NONE);
        epoch = parked.epoch() + 1;
        sink.send(ProgressRecordCodec.encode(new Parked(parked), progressPartitions))
                .block(TestIngest.PATIENCE);
    }

    /** Returns how often the manifest of each frame of a job has come. */
    public Map<Long, Integer> manifests(JobId job) {
        return manifests.getOrDefault(job, Map.of());
    }

    /** @throws AssertionError if it has ended before: whoever waited for it has waited in vain */
    @Override
    public void close() {
        running.dispose();
        sink.close();
        Throwable early = failure;
        if (early != null) {
            throw new AssertionError("the assembler of the test has ended", early);
        }
    }

    private void failed(Throwable error) {
        failure = error;
    }

    private Mono<Delivery> take(Delivery delivery) {
        ResultRecord record = ResultRecordCodec.decode(delivery.record());
        return (record instanceof FrameManifest manifest ? take(manifest) : Mono.<List<Position>>empty())
                .then(Mono.fromSupplier(() -> done(delivery)));
    }

    private static Delivery done(Delivery delivery) {
        delivery.acknowledge();
        return delivery;
    }

    private Mono<List<Position>> take(FrameManifest manifest) {
        Map<Long, FrameManifest> frames = open.computeIfAbsent(manifest.job(), job -> new TreeMap<>());
        frames.put(manifest.timing().index(), manifest);
        manifests
                .computeIfAbsent(manifest.job(), job -> new ConcurrentHashMap<>())
                .merge(manifest.timing().index(), 1, Integer::sum);
        return progress.caughtUp().then(Mono.defer(() -> answer(manifest.job(), frames)));
    }

    private Mono<List<Position>> answer(JobId job, Map<Long, FrameManifest> frames) {
        return progress.directory()
                .find(job)
                .map(entry -> answer(entry.spec(), frames))
                .orElse(Mono.empty());
    }

    private Mono<List<Position>> answer(JobSpec spec, Map<Long, FrameManifest> frames) {
        List<FlowRecord> output = new ArrayList<>();
        List<FlowRecord> checkpoints = new ArrayList<>();
        if (failing) {
            JobFailed failed = new JobFailed(spec.id(), FailureCode.INTERNAL, "the assembler gave up (expected: not)");
            output.add(OutputRecordCodec.encode(failed, spec.outputPartition()));
        } else {
            finishSegments(spec, frames, output, checkpoints);
        }
        return sink.sendAll(output).then(mayRelease()).then(Mono.defer(() -> sink.sendAll(checkpoints)));
    }

    private Mono<Boolean> mayRelease() {
        long bytes = sentBytes;
        return Mono.fromSupplier(() -> releasing.test(bytes))
                .filter(Boolean::booleanValue)
                .repeatWhenEmpty(Integer.MAX_VALUE, tries -> tries.delayElements(POLL));
    }

    /** Frames may come in any order: a segment is finished once all of it is there. */
    private void finishSegments(
            JobSpec spec, Map<Long, FrameManifest> frames, List<FlowRecord> output, List<FlowRecord> checkpoints) {
        List<FrameManifest> segment = new ArrayList<>();
        for (FrameManifest frame : List.copyOf(frames.values())) {
            boolean follows = segment.isEmpty()
                    ? startsSegment(spec, frame)
                    : frame.timing().index() == after(segment);
            if (!follows) {
                return;
            }
            segment.add(frame);
            if (frame.position().endsSegment()) {
                addSegment(spec, segment, output, checkpoints);
                segment.forEach(done -> frames.remove(done.timing().index()));
                segment.clear();
            }
        }
    }

    private static boolean startsSegment(JobSpec spec, FrameManifest frame) {
        return frame.timing().index() == (long) frame.segment() * spec.segmentFrames();
    }

    private static long after(List<FrameManifest> segment) {
        return segment.get(segment.size() - 1).timing().index() + 1;
    }

    private void addSegment(
            JobSpec spec, List<FrameManifest> segment, List<FlowRecord> output, List<FlowRecord> checkpoints) {
        FrameManifest last = segment.get(segment.size() - 1);
        byte[] bytes = segment(spec.id(), last.segment(), segmentBytes);
        for (int part = 0; part * PART_BYTES < bytes.length; part++) {
            byte[] run = Arrays.copyOfRange(bytes, part * PART_BYTES, Math.min(bytes.length, (part + 1) * PART_BYTES));
            output.add(OutputRecordCodec.encode(
                    new SegmentPart(spec.id(), epoch, last.segment(), part, run), spec.outputPartition()));
        }
        output.add(OutputRecordCodec.encode(new SegmentDone(receipt(spec, segment, bytes)), spec.outputPartition()));
        long released = last.timing().index() + 1;
        Checkpoint checkpoint = new Checkpoint(
                spec.id(), epoch, last.segment() + 1, released, List.of(), List.of(), released, List.of(), Load.NONE);
        sentBytes += bytes.length;
        checkpoints.add(ProgressRecordCodec.encode(checkpoint, progressPartitions));
    }

    private SegmentReceipt receipt(JobSpec spec, List<FrameManifest> segment, byte[] bytes) {
        FrameManifest last = segment.get(segment.size() - 1);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return new SegmentReceipt(
                spec.id(),
                epoch,
                last.segment(),
                last.position() == ResultRecord.Position.ENDS_JOB,
                bytes.length,
                (int) crc.getValue(),
                segment.get(0).timing().index(),
                Collections.nCopies(segment.size(), 0xabc),
                last.timing().end(),
                new TileCounts(segment.size(), 0, 0, 0, 0),
                List.of(),
                LatencyHistogram.EMPTY.with(1000),
                List.of(),
                List.of(),
                TileLoads.NONE,
                "fake");
    }
}
