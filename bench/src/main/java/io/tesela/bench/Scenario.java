package io.tesela.bench;

import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.tile.TileGrid;
import java.nio.file.Path;

/**
 * What is measured.
 *
 * @param clip a video
 * @param filters the chain
 * @param tiles the grid
 * @param jobs how often the clip is sent through one service, at least 2: the first job is cold
 * @param processors tile processors of the service, above 0
 * @param parallelism threads for each kind of work of the service, above 0
 * @param window most frames of a job in flight, above 0
 */
record Scenario(Path clip, FilterChain filters, TileGrid tiles, int jobs, int processors, int parallelism, int window) {
    Scenario {
        if (jobs < 2) {
            throw new IllegalArgumentException("jobs: " + jobs + " (expected: 2 or more, the first is cold)");
        }
        if (processors < 1) {
            throw new IllegalArgumentException("processors: " + processors + " (expected: > 0)");
        }
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism: " + parallelism + " (expected: > 0)");
        }
        if (window < 1) {
            throw new IllegalArgumentException("window: " + window + " (expected: > 0)");
        }
    }
}
