package io.tesela.standalone.verify;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.tile.TileGeometry;
import io.tesela.filters.FilterEngine;
import io.tesela.filters.FilterEngine.Whole;
import io.tesela.standalone.verify.Finding.OfFrame;
import io.tesela.standalone.verify.Finding.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Filters a frame of the source whole, and compares it with what the job's files claim.
 *
 * <p>Of a frame with degraded tiles it filters the rest as if these were not there, and pastes their original pixels: so a frame
 * differs as reported only if it differs in nothing else.
 *
 * <p><b>Threads:</b> any number at once; blocks while filters work. <b>Errors:</b> those of the filters.
 */
final class FrameCheck {
    private final FilterEngine engine;
    private final ChainPlan plan;
    private final ReportedJob job;
    private final TimeBase sourceUnit;
    private final TimeBase outUnit;

    /**
     * @param plan how the service ran the chain
     * @param sourceUnit of the pts of the source
     * @param outUnit of the pts of the result
     */
    FrameCheck(FilterEngine engine, ChainPlan plan, ReportedJob job, TimeBase sourceUnit, TimeBase outUnit) {
        this.engine = engine;
        this.plan = plan;
        this.job = job;
        this.sourceUnit = sourceUnit;
        this.outUnit = outUnit;
    }

    OfFrame check(FrameClaim claim) {
        OfFrame pixels = checkPixels(claim);
        Long outPts = claim.outPts();
        if (outPts == null || sourceUnit.same(claim.pts(), outUnit, outPts)) {
            return pixels;
        }
        List<Difference> differences = new ArrayList<>(pixels.differences());
        differences.add(Difference.ofFrame(
                claim.frame(),
                false,
                "pts " + outPts + " of " + inWords(outUnit) + " (expected: " + claim.pts() + " of "
                        + inWords(sourceUnit) + ", as in the source)"));
        return new OfFrame(Verdict.DIFFERENT, differences, pixels.unnamedTiles());
    }

    private OfFrame checkPixels(FrameClaim claim) {
        String said = claim.crc32c();
        if (said == null) {
            // One line says of all of them that the side file is too short.
            return new OfFrame(Verdict.DIFFERENT, List.of(), 0);
        }
        List<DegradedTile> named = job.degraded(claim.frame());
        Set<Integer> degraded = named.stream().map(DegradedTile::tile).collect(toSet());
        Whole whole = engine.runWhole(plan, claim.newestFirst(), degraded);
        String expected = crc32c(whole.frame());
        if (said.equals(expected)) {
            return named.isEmpty()
                    ? checkCounts(claim.frame(), whole.found())
                    : checkDegraded(claim.frame(), DegradedTiles.inWords(named));
        }
        long unnamed = job.report().degradedTilesOmitted();
        if (unnamed > 0 && said.equals(crc32c(claim.pixels()))) {
            return asReported(
                    claim.frame(),
                    "all tiles original pixels (not all of them are named in the report)",
                    degradedAmongUnnamed(claim, degraded));
        }
        return new OfFrame(
                Verdict.DIFFERENT,
                List.of(Difference.ofFrame(
                        claim.frame(),
                        false,
                        reproach(named, unnamed) + ": crc32c " + said + " (expected: " + expected + ")")),
                0);
    }

    /**
     * What is said of a frame must be so. Nothing may be said only where not all is named, or nothing is of any frame: a server of a version
     * before says nothing.
     */
    private OfFrame checkCounts(long frame, Map<String, Integer> found) {
        Map<String, Integer> said = job.counts().on(frame);
        boolean allNamed = !job.report().found().isEmpty()
                && job.report().foundOmitted() == 0
                && job.report().degradedTilesOmitted() == 0;
        boolean so = allNamed ? said.equals(found) : found.entrySet().containsAll(said.entrySet());
        return so ? new OfFrame(Verdict.EQUAL, List.of(), 0) : otherCounts(frame, said, found);
    }

    private static OfFrame otherCounts(long frame, Map<String, Integer> said, Map<String, Integer> found) {
        String what = "found " + inWords(said) + " (expected: " + inWords(found) + ")";
        return new OfFrame(Verdict.DIFFERENT, List.of(Difference.ofFrame(frame, false, what)), 0);
    }

    /** A filter that counts sees whole frames: of one whose tile is degraded nobody has counted anything. */
    private OfFrame checkDegraded(long frame, String tiles) {
        Map<String, Integer> said = job.counts().on(frame);
        return said.isEmpty() ? asReported(frame, tiles, 0) : otherCounts(frame, said, Map.of());
    }

    private static OfFrame asReported(long frame, String tiles, long unnamedTiles) {
        return new OfFrame(
                Verdict.AS_REPORTED,
                List.of(Difference.ofFrame(frame, true, "differs as reported: " + tiles)),
                unnamedTiles);
    }

    private static String reproach(List<DegradedTile> named, long unnamed) {
        if (!named.isEmpty()) {
            return "differs from what the report says, which is " + DegradedTiles.inWords(named);
        }
        return unnamed > 0
                ? "differs, and is not among the tiles that the report names, nor all original pixels (" + unnamed
                        + " degraded tiles are not named)"
                : "differs, and the report does not say why";
    }

    /** Returns how many of the other tiles are degraded for sure: their original pixels are not what the filters make. */
    private long degradedAmongUnnamed(FrameClaim claim, Set<Integer> named) {
        TileGeometry geometry = plan.geometry();
        PixelBuffer original = claim.pixels().in(plan.layout());
        PixelBuffer filtered = engine.runWhole(plan.chain(), claim.newestFirst());
        return IntStream.range(0, geometry.grid().tiles())
                .filter(tile -> !named.contains(tile))
                .filter(tile -> !Arrays.equals(geometry.cutCore(original, tile), geometry.cutCore(filtered, tile)))
                .count();
    }

    private String crc32c(PixelBuffer frame) {
        return HexFormat.of().toHexDigits(frame.in(plan.layout()).crc32cInI420());
    }

    private static String inWords(Map<String, Integer> counts) {
        return counts.isEmpty()
                ? "nothing"
                : counts.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(count -> count.getKey() + " " + count.getValue())
                        .collect(joining(", "));
    }

    private static String inWords(TimeBase unit) {
        return unit.num() + "/" + unit.den() + " s";
    }
}
