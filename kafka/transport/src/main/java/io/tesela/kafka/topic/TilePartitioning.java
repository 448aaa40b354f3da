package io.tesela.kafka.topic;

import io.tesela.domain.job.TileKey;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.flow.KeyPartitioner;

/** Which partition of the tile topic a tile goes to. */
public enum TilePartitioning {
    /**
     * Tiles of one job go round all partitions from a start that depends on the job, so one video uses every processor
     * and no partition is hot.
     */
    TILE {
        @Override
        public int partition(TileKey key, TileGrid grid, int attempt, int partitions) {
            long turn = KeyPartitioner.hash(key.job().value()) + key.frame() * grid.tiles() + key.tile() + attempt - 1L;
            return Math.floorMod(turn, partitions);
        }
    },
    /** All tiles of a job stay in one partition, a second sending in the next: jobs are isolated, and use one processor. */
    JOB {
        @Override
        public int partition(TileKey key, TileGrid grid, int attempt, int partitions) {
            return Math.floorMod(KeyPartitioner.hash(key.job().value()) + attempt - 1L, partitions);
        }
    };

    /**
     * Returns the partition, 0 to {@code partitions - 1}.
     *
     * @param grid the grid in effect
     * @param attempt from 1; each further sending goes to the next partition
     * @param partitions how many the topic has
     */
    public abstract int partition(TileKey key, TileGrid grid, int attempt, int partitions);
}
