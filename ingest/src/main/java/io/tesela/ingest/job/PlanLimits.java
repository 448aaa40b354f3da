package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.topic.Topics;

/** Refuses jobs whose tiles no record holds, or whose frames no window. */
final class PlanLimits {
    private PlanLimits() {}

    /**
     * Checks a plan.
     *
     * @param windowBytes most pixels of all jobs in flight
     * @throws TeselaException BAD_TILES where a finer grid helps, else BAD_FILTER
     */
    static void require(ChainPlan plan, long windowBytes) {
        int largest = largestTile(plan);
        if (largest > Topics.MAX_VALUE_BYTES) {
            throw plan.seesWholeFrames() ? wholeFramesTooLarge(plan, largest) : tilesTooLarge(plan, largest);
        }
        // One frame is always admitted, whatever the window; but not a dozen for one.
        if (plan.temporalExtent() > 0 && plan.frameBytes() > windowBytes) {
            throw new TeselaException(
                    FailureCode.BAD_FILTER,
                    "filters: " + plan.chain() + " looks at " + (1 + plan.temporalExtent()) + " frames at once, "
                            + plan.frameBytes() + " bytes (expected: at most " + windowBytes + ")");
        }
    }

    private static int largestTile(ChainPlan plan) {
        int largest = 0;
        for (int tile = 0; tile < plan.effectiveTiles().tiles(); tile++) {
            largest = Math.max(largest, plan.tileBytes(tile, Long.MAX_VALUE));
        }
        return largest;
    }

    private static TeselaException wholeFramesTooLarge(ChainPlan plan, int largest) {
        return new TeselaException(
                FailureCode.BAD_FILTER,
                "filters: " + plan.chain() + " sees whole frames, " + largest + " bytes at once (expected: at most "
                        + Topics.MAX_VALUE_BYTES + ", so a smaller video, or filters that work on tiles)");
    }

    private static TeselaException tilesTooLarge(ChainPlan plan, int largest) {
        TileGrid grid = plan.effectiveTiles();
        int factor = (int) Math.ceil(Math.sqrt((double) largest / Topics.MAX_VALUE_BYTES)) + 1;
        return new TeselaException(
                FailureCode.BAD_TILES,
                "tiles: " + grid + " makes tiles of " + largest + " bytes (expected: at most " + Topics.MAX_VALUE_BYTES
                        + ", for example " + grid.columns() * factor + "x" + grid.rows() * factor + ")");
    }
}
