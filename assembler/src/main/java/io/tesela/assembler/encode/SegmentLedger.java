package io.tesela.assembler.encode;

import io.tesela.assembler.join.ComposedFrame;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.LatencyHistogram;
import io.tesela.domain.report.ProcessorShare;
import io.tesela.domain.report.TileCounts;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the receipt of a segment will say of its frames and tiles; filled frame by frame. */
final class SegmentLedger {
    /** Degraded tiles that a receipt names; all are counted. A receipt must stay a small record. */
    private static final int MAX_NAMED = 2000;

    private final List<Integer> frameCrc32c = new ArrayList<>();
    private final List<DegradedTile> degraded = new ArrayList<>();
    private final Map<String, ProcessorShare> processors = new TreeMap<>();
    private TileCounts counts = TileCounts.NONE;
    private LatencyHistogram latency = LatencyHistogram.EMPTY;

    /** @param encodedAtMs when the encoder took the frame, milliseconds since 1970 */
    void add(ComposedFrame frame, long encodedAtMs) {
        frameCrc32c.add(frame.pixels().crc32cInI420());
        latency = latency.with((encodedAtMs - frame.source().manifest().decodedAtMs()) * 1000);
        counts = counts.plus(new TileCounts(0, 0, 0, 0, frame.source().duplicates()));
        frame.source().tiles().forEach(this::add);
    }

    private void add(TileResult tile) {
        TileVerdict verdict = tile.verdict();
        boolean filtered = verdict.status() == TileStatus.FILTERED;
        counts = counts.plus(new TileCounts(
                1, filtered && verdict.tries() > 1 ? 1 : 0, filtered ? 0 : 1, verdict.attempt() > 1 ? 1 : 0, 0));
        if (!filtered && degraded.size() < MAX_NAMED) {
            degraded.add(new DegradedTile(
                    verdict.key().frame(),
                    verdict.key().tile(),
                    verdict.reason(),
                    Math.max(verdict.tries(), verdict.attempt())));
        }
        if (verdict.status() != TileStatus.FILLED) {
            ProcessorShare share =
                    new ProcessorShare(verdict.processor(), 1, LatencyHistogram.EMPTY.with(verdict.filterMicros()));
            processors.merge(share.id(), share, ProcessorShare::plus);
        }
    }

    List<Integer> frameCrc32c() {
        return frameCrc32c;
    }

    List<DegradedTile> degraded() {
        return degraded;
    }

    List<ProcessorShare> processors() {
        return List.copyOf(processors.values());
    }

    TileCounts counts() {
        return counts;
    }

    LatencyHistogram latency() {
        return latency;
    }
}
