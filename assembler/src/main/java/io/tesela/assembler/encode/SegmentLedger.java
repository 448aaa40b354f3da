package io.tesela.assembler.encode;

import io.tesela.assembler.join.ComposedFrame;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.FoundRun;
import io.tesela.domain.report.LatencyHistogram;
import io.tesela.domain.report.ProcessSample;
import io.tesela.domain.report.ProcessUse;
import io.tesela.domain.report.ProcessorShare;
import io.tesela.domain.report.TileCounts;
import io.tesela.domain.report.TileLoads;
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
    private List<FoundRun> found = List.of();
    private final Map<String, Tally> processors = new TreeMap<>();
    private final LatencyHistogram.Builder latency = new LatencyHistogram.Builder();
    private final TileLoads.Builder tileLoads = new TileLoads.Builder();
    private long total;
    private long retried;
    private long degradedTotal;
    private long hedged;
    private long duplicates;

    /** What is added up of one processor. */
    private static final class Tally {
        private final LatencyHistogram.Builder latency = new LatencyHistogram.Builder();
        private long tiles;
        private ProcessSample last = ProcessSample.UNKNOWN;
        private ProcessUse use = ProcessUse.NONE;

        void add(TileVerdict verdict) {
            tiles++;
            latency.add(verdict.filterMicros());
            // Many results in a row say the same.
            if (!verdict.process().equals(last)) {
                last = verdict.process();
                use = use.plus(ProcessUse.of(last));
            }
        }

        ProcessorShare share(String id) {
            return new ProcessorShare(id, tiles, latency.build(), use);
        }
    }

    /**
     * Adds a frame; cheap for any number of tiles, since the frame's credit waits for it.
     *
     * @param encodedAtMs when the encoder took the frame, milliseconds since 1970
     */
    void add(ComposedFrame frame, long encodedAtMs) {
        frameCrc32c.add(frame.pixels().crc32cInI420());
        latency.add((encodedAtMs - frame.source().manifest().decodedAtMs()) * 1000);
        duplicates += frame.source().duplicates();
        frame.source().tiles().forEach(tile -> add(tile.verdict()));
    }

    private void add(TileVerdict verdict) {
        boolean filtered = verdict.status() == TileStatus.FILTERED;
        total++;
        retried += filtered && verdict.tries() > 1 ? 1 : 0;
        hedged += verdict.attempt() > 1 ? 1 : 0;
        if (filtered) {
            tileLoads.filtered(verdict.key().tile(), verdict.filterMicros());
        } else {
            addDegraded(verdict);
        }
        if (!verdict.found().isEmpty()) {
            addFound(verdict);
        }
        if (verdict.status() != TileStatus.FILLED) {
            processors
                    .computeIfAbsent(verdict.processor(), unused -> new Tally())
                    .add(verdict);
        }
    }

    /** Whoever looks for something has seen a whole frame, so that the frame has one tile. */
    private void addFound(TileVerdict verdict) {
        List<FoundRun> onFrame = verdict.found().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(count -> new FoundRun(count.getKey(), verdict.key().frame(), 1, count.getValue()))
                .toList();
        found = FoundRun.append(found, onFrame);
    }

    private void addDegraded(TileVerdict verdict) {
        degradedTotal++;
        tileLoads.degraded(verdict.key().tile());
        if (degraded.size() < MAX_NAMED) {
            degraded.add(new DegradedTile(
                    verdict.key().frame(),
                    verdict.key().tile(),
                    verdict.reason(),
                    Math.max(verdict.tries(), verdict.attempt())));
        }
    }

    List<Integer> frameCrc32c() {
        return frameCrc32c;
    }

    List<DegradedTile> degraded() {
        return degraded;
    }

    List<FoundRun> found() {
        return found;
    }

    List<ProcessorShare> processors() {
        return processors.entrySet().stream()
                .map(entry -> entry.getValue().share(entry.getKey()))
                .toList();
    }

    TileCounts counts() {
        return new TileCounts(total, retried, degradedTotal, hedged, duplicates);
    }

    TileLoads tileLoads() {
        return tileLoads.build();
    }

    LatencyHistogram latency() {
        return latency.build();
    }
}
