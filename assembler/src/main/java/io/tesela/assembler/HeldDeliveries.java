package io.tesela.assembler;

import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.kafka.record.ResultRecord.TileResult;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The deliveries of one job that an open segment still needs: while one is held, nobody's commit goes past it.
 *
 * <p>Holds acknowledgements, not records: the pixels of a segment are not kept.
 *
 * <p><b>Threads:</b> any.
 */
final class HeldDeliveries {
    private final TreeMap<Long, List<Runnable>> byFrame = new TreeMap<>();
    private long safeBelow = Long.MIN_VALUE;

    /** Holds the delivery of a result until the segment of its frame is safe; acknowledges it at once if that is so already. */
    void hold(ResultRecord result, Delivery delivery) {
        if (!tryHold(frameOf(result), delivery)) {
            delivery.acknowledge();
        }
    }

    /** Acknowledges what belongs to frames below {@code frame}. */
    void acknowledgeBelow(long frame) {
        List<Runnable> done = takeBelow(frame);
        done.forEach(Runnable::run);
    }

    // A job may end, and let go, while its last record is being offered: what comes after that must not stay for ever.
    private synchronized boolean tryHold(long frame, Delivery delivery) {
        return frame >= safeBelow
                && byFrame.computeIfAbsent(frame, unused -> new ArrayList<>()).add(delivery.acknowledgement());
    }

    private synchronized List<Runnable> takeBelow(long frame) {
        safeBelow = Math.max(safeBelow, frame);
        List<Runnable> taken = new ArrayList<>();
        var below = byFrame.headMap(frame);
        below.values().forEach(taken::addAll);
        below.clear();
        return taken;
    }

    private static long frameOf(ResultRecord result) {
        if (result instanceof FrameManifest manifest) {
            return manifest.timing().index();
        } else if (result instanceof TileResult tile) {
            return tile.verdict().key().frame();
        } else if (result instanceof SegmentCut cut) {
            return cut.lastFrame();
        }
        // The end of the job is needed until its last segment is published.
        return Long.MAX_VALUE - 1;
    }
}
