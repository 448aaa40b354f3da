package io.tesela.standalone.verify;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.JobReport;
import io.tesela.domain.tile.TileGrid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A job as its report describes it, in a form that can be worked with.
 *
 * @param report all it says
 * @param chain the filters
 * @param tiles the grid that was asked for
 * @param degraded the degraded tiles that it names, by frame
 * @param counts what it says that filters found
 */
record ReportedJob(
        JobReport report,
        FilterChain chain,
        TileGrid tiles,
        Map<Long, List<DegradedTile>> degraded,
        ReportedCounts counts) {
    /**
     * Makes sense of a report.
     *
     * @throws TeselaException if it names filters that are not known here, or tiles that cannot be
     */
    static ReportedJob of(JobReport report, FilterCatalogue catalogue) {
        requireWhole(report);
        Map<Long, List<DegradedTile>> degraded = new HashMap<>();
        for (DegradedTile tile : report.degradedTiles()) {
            if (tile.frame() < 0 || tile.frame() >= report.frames().encoded()) {
                throw refusal(
                        "degraded_tiles: frame " + tile.frame(),
                        "one of " + report.frames().encoded() + " frames");
            }
            degraded.computeIfAbsent(tile.frame(), unused -> new ArrayList<>()).add(tile);
        }
        return new ReportedJob(
                report, FilterChain.parse(report.filters(), catalogue), grid(report.tiles()), degraded, counts(report));
    }

    /** Returns how the service ran the chain on frames of this format. */
    ChainPlan plan(VideoFormat format) {
        ChainPlan plan = ChainPlan.of(chain, tiles, format.width(), format.height());
        TileGrid effective = plan.effectiveTiles();
        if (!grid(report.effectiveTiles()).equals(effective)) {
            throw refusal(
                    "effective_tiles: " + grid(report.effectiveTiles()), effective + ", from its filters and tiles");
        }
        for (DegradedTile tile : report.degradedTiles()) {
            if (tile.tile() < 0 || tile.tile() >= effective.tiles()) {
                throw refusal("degraded_tiles: tile " + tile.tile(), "one of " + effective.tiles() + " tiles");
            }
        }
        return plan;
    }

    /** Returns the degraded tiles of a frame, as far as they are named. */
    List<DegradedTile> degraded(long frame) {
        return degraded.getOrDefault(frame, List.of());
    }

    private static ReportedCounts counts(JobReport report) {
        try {
            return new ReportedCounts(report.found(), report.frames().encoded());
        } catch (IllegalArgumentException e) {
            throw new TeselaException(FailureCode.BAD_MESSAGE, "found: " + e.getMessage(), e);
        }
    }

    /** What is null in the JSON is null here, whatever the types say. */
    private static void requireWhole(JobReport report) {
        Map<String, Boolean> missing = new TreeMap<>();
        missing.put("filters", report.filters() == null);
        missing.put("frame_crc32c", report.frameCrc32c() == null);
        missing.put("frames", report.frames() == null);
        missing.put("tile_counts", report.tileCounts() == null);
        missing.put("input", report.input() == null || report.input().sha256() == null);
        missing.put("output", report.output() == null || report.output().sha256() == null);
        missing.values().removeIf(gone -> !gone);
        if (!missing.isEmpty()) {
            throw refusal(String.join(", ", missing.keySet()) + ": null", "what happened in the job");
        }
    }

    private static TileGrid grid(List<Integer> columnsAndRows) {
        if (columnsAndRows.size() != 2) {
            throw refusal("tiles: " + columnsAndRows, "columns and rows");
        }
        return new TileGrid(columnsAndRows.get(0), columnsAndRows.get(1));
    }

    private static TeselaException refusal(String what, String expected) {
        return new TeselaException(FailureCode.BAD_MESSAGE, what + " (expected: " + expected + ")");
    }
}
