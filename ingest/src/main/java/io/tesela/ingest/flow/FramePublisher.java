package io.tesela.ingest.flow;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.job.TileKey;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import io.tesela.kafka.topic.TilePartitioning;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import reactor.core.publisher.Mono;

/**
 * Cuts the frames of one job into tiles and publishes them with their manifests.
 *
 * <ul>
 *   <li><b>Backpressure:</b> of the sink; a frame's tiles are one call to it.
 *   <li><b>Threads:</b> any; cutting is done by the subscriber's thread.
 *   <li><b>Ownership:</b> frames are kept in {@link UnreleasedFrames} until they are released.
 *   <li><b>Errors:</b> of the sink.
 * </ul>
 */
public final class FramePublisher {
    private final JobSpec spec;
    private final ChainPlan plan;
    private final TileRecord.Work work;
    private final RecordSink sink;
    private final UnreleasedFrames unreleased;
    private final TilePartitioning partitioning;
    private final IntSupplier tilePartitions;
    private final String ingest;
    private final FrameTraces traces;

    /**
     * @param tilePartitions partitions of the tile topic now
     * @param ingest id of this ingest, named in results that it fills
     * @param traces hears of each frame
     */
    public FramePublisher(
            JobSpec spec,
            ChainPlan plan,
            RecordSink sink,
            UnreleasedFrames unreleased,
            TilePartitioning partitioning,
            IntSupplier tilePartitions,
            String ingest,
            FrameTraces traces) {
        this.spec = spec;
        this.plan = plan;
        this.work = new TileRecord.Work(
                spec.filters(),
                spec.tiles(),
                spec.format().width(),
                spec.format().height());
        this.sink = sink;
        this.unreleased = unreleased;
        this.partitioning = partitioning;
        this.tilePartitions = tilePartitions;
        this.ingest = ingest;
        this.traces = traces;
    }

    /** Publishes the tiles of a frame and its manifest; completes when they are safe. */
    public Mono<TimedFrame> publish(TimedFrame frame) {
        long index = frame.timing().index();
        unreleased.add(index, frame.newestFirst());
        return Mono.fromSupplier(() -> traces.publishing(index, records(frame)))
                .flatMap(sink::sendAll)
                .doOnNext(positions -> traces.published(index))
                .doOnNext(positions -> unreleased.published(index, tilesOf(positions)))
                .thenReturn(frame);
    }

    /** Says that no more frames follow. */
    public Mono<Void> publishClosed(long frames) {
        return sink.send(ResultRecordCodec.encode(new JobClosed(spec.id(), frames)))
                .then();
    }

    /** Says that a segment ends early. */
    public Mono<Void> publishCut(SegmentCut cut) {
        return sink.send(ResultRecordCodec.encode(cut)).then();
    }

    /** Sends a tile of a frame that is under way once more, to the next partition; emits where it landed. */
    public Mono<Position> publishAgain(TileKey key, int attempt) {
        return Mono.justOrEmpty(unreleased.find(key.frame()))
                .map(entry -> traces.again(key.frame(), tile(key, attempt, entry.newestFirst())))
                .flatMap(sink::send);
    }

    /** Sends the original pixels of a tile of a frame that is under way as its result; emits where they landed. */
    public Mono<Position> publishFill(TileKey key, int attempts, String reason) {
        return Mono.justOrEmpty(unreleased.find(key.frame()))
                .map(entry -> fill(key, attempts, reason, entry.pixels()))
                .flatMap(sink::send);
    }

    private List<FlowRecord> records(TimedFrame frame) {
        int tiles = plan.effectiveTiles().tiles();
        List<FlowRecord> records = new ArrayList<>(tiles + 1);
        for (int tile = 0; tile < tiles; tile++) {
            records.add(tile(new TileKey(spec.id(), frame.timing().index(), tile), 1, frame.newestFirst()));
        }
        records.add(ResultRecordCodec.encode(new FrameManifest(
                spec.id(), frame.timing(), frame.segment(), frame.position(), frame.decodedAtMs(), frame.audio())));
        return records;
    }

    private FlowRecord tile(TileKey key, int attempt, List<PixelBuffer> newestFirst) {
        byte[] samples = plan.cut(newestFirst, key.tile());
        int partition = partitioning.partition(key, plan.effectiveTiles(), attempt, tilePartitions.getAsInt());
        return TileRecordCodec.encode(new TileRecord(key, attempt, work, samples), partition);
    }

    private FlowRecord fill(TileKey key, int attempts, String reason, PixelBuffer pixels) {
        byte[] original = plan.geometry().cutCore(pixels, key.tile());
        return ResultRecordCodec.encode(
                new TileResult(new TileVerdict(key, attempts, TileStatus.FILLED, ingest, 0, 0, reason), original));
    }

    private static List<Position> tilesOf(List<Position> positions) {
        return positions.subList(0, positions.size() - 1);
    }
}
