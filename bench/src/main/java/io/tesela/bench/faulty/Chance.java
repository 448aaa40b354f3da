package io.tesela.bench.faulty;

import io.tesela.bench.faulty.RecordFault.Records;
import io.tesela.domain.job.TileKey;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Decides which records are struck: for a seed always those of the same tiles, in whatever order they come, and whose ever they
 * are.
 *
 * <p>Only a tile's first sending is struck. One that is lost twice is given up, as it should be, and then its job is not the same
 * as an undisturbed one.
 *
 * @param seed of the chance
 * @param faults the first one that strikes a record is its fate
 */
record Chance(long seed, List<RecordFault> faults) {
    private static final long FRAME_STEP = 0x9e3779b97f4a7c15L;
    private static final long TILE_STEP = 0xc2b2ae3d27d4eb4fL;
    private static final long FAULT_STEP = 0x165667b19e3779f9L;
    private static final int ALL_PERCENT = 100;

    Chance {
        faults = List.copyOf(faults);
    }

    /**
     * Returns what happens to the record of a tile; empty if nothing does.
     *
     * @param attempt which sending of the tile it is of, from 1
     */
    Optional<RecordFault> of(Records records, TileKey key, int attempt) {
        if (attempt > 1) {
            return Optional.empty();
        }
        return faults.stream()
                .filter(fault -> fault.records() == records)
                .filter(fault -> key.frame() >= fault.fromFrame() && key.frame() < fault.toFrame())
                .filter(fault -> strikes(fault, key))
                .findFirst();
    }

    private boolean strikes(RecordFault fault, TileKey key) {
        long place = faults.indexOf(fault) + 1L;
        SplittableRandom random =
                new SplittableRandom(seed ^ key.frame() * FRAME_STEP ^ key.tile() * TILE_STEP ^ place * FAULT_STEP);
        return random.nextInt(ALL_PERCENT) < fault.percent();
    }
}
