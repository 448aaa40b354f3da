package io.tesela.ingest.output;

import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.FoundRun;
import io.tesela.domain.report.JobReport.ProcessorSummary;
import io.tesela.domain.report.JobReport.TileSummary;
import io.tesela.domain.report.LatencyHistogram;
import io.tesela.domain.report.ProcessorShare;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.domain.report.TileCounts;
import io.tesela.domain.report.TileLoads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What the receipts of a job's segments add up to; a value, so that it can be read while more come.
 *
 * @param frames encoded
 * @param endPts right after the last frame, in the job's time base
 * @param counts of all tiles
 * @param degraded the degraded tiles that the receipts name, at most {@value #MAX_DEGRADED}; {@code counts} has them all, and
 *     the report says how many are not named
 * @param latency decoded to encoded, per frame
 * @param processors by id
 * @param found what filters found, in runs of frames with the same count, at most {@value #MAX_RUNS}
 * @param foundOmitted how many more runs the receipts name; one that goes on from segment to segment is counted in each
 * @param tileLoads what the tiles of the grid have cost
 * @param encoder FFmpeg's name; empty before the first segment
 */
public record ReportFold(
        long frames,
        long endPts,
        TileCounts counts,
        List<DegradedTile> degraded,
        LatencyHistogram latency,
        Map<String, ProcessorShare> processors,
        List<FoundRun> found,
        long foundOmitted,
        TileLoads tileLoads,
        String encoder) {
    /** A report that names more is no use to anybody, and would not fit into memory for a long video without processors. */
    static final int MAX_DEGRADED = 10_000;

    /** More than half an hour in which the count changes each fifth of a second; then people want a table of another kind. */
    static final int MAX_RUNS = 10_000;

    static final ReportFold EMPTY = new ReportFold(
            0, 0, TileCounts.NONE, List.of(), LatencyHistogram.EMPTY, Map.of(), List.of(), 0, TileLoads.NONE, "");

    public ReportFold {
        degraded = List.copyOf(degraded);
        processors = Map.copyOf(processors);
        found = List.copyOf(found);
    }

    /** Returns this with one more segment. */
    ReportFold plus(SegmentReceipt receipt) {
        List<DegradedTile> allDegraded = new ArrayList<>(degraded);
        receipt.degraded().stream().limit(MAX_DEGRADED - degraded.size()).forEach(allDegraded::add);
        Map<String, ProcessorShare> allProcessors = new TreeMap<>(processors);
        receipt.processors().forEach(share -> allProcessors.merge(share.id(), share, ProcessorShare::plus));
        List<FoundRun> allFound = FoundRun.append(found, receipt.found());
        return new ReportFold(
                frames + receipt.frameCrc32c().size(),
                receipt.endPts(),
                counts.plus(receipt.counts()),
                allDegraded,
                latency.plus(receipt.latency()),
                allProcessors,
                allFound.stream().limit(MAX_RUNS).toList(),
                foundOmitted + Math.max(0, allFound.size() - MAX_RUNS),
                tileLoads.plus(receipt.tileLoads()),
                receipt.encoder());
    }

    /** Returns the tiles in the words of the report. */
    public TileSummary tileSummary() {
        double percent = counts.total() == 0 ? 0 : 100.0 * counts.retried() / counts.total();
        return new TileSummary(
                counts.total(), counts.retried(), percent, counts.degraded(), counts.hedged(), counts.duplicates());
    }

    /** Returns the processors in the words of the report, by id. */
    public List<ProcessorSummary> processorSummaries() {
        return new TreeMap<>(processors)
                .values().stream().map(ReportFold::summary).toList();
    }

    private static ProcessorSummary summary(ProcessorShare share) {
        OptionalLong peakRss = share.use().peakRss();
        return new ProcessorSummary(
                share.id(),
                share.tiles(),
                share.latency().meanMs(),
                share.latency().percentileMs(0.95),
                share.use()
                        .cpuPercent()
                        .map(percent -> Math.round(percent * 10) / 10.0)
                        .orElse(null),
                peakRss.isPresent() ? peakRss.getAsLong() : null);
    }
}
