package io.tesela.domain.job;

/**
 * Names one tile of one frame of one job.
 *
 * @param frame 0-based frame index
 * @param tile 0-based, row by row
 */
public record TileKey(JobId job, long frame, int tile) {
    @Override
    public String toString() {
        return job + "/" + frame + "/" + tile;
    }
}
