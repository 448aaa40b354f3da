package io.tesela.bench;

import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.tile.TileGrid;
import java.nio.file.Path;

/**
 * What the flow is measured with.
 *
 * @param clip a video
 * @param filters the chain
 * @param tiles the grid
 * @param memory whether the roles share the memory of the process, rather than a broker
 */
record FlowScenario(Path clip, FilterChain filters, TileGrid tiles, boolean memory) {
    private static final int PROCESSORS = 2;
    private static final int JOBS = 2;

    /** Returns what {@link Service} is started with, for a video made of the clip. */
    Scenario with(Path video, int windowFrames) {
        return new Scenario(
                video, filters, tiles, JOBS, PROCESSORS, Runtime.getRuntime().availableProcessors(), windowFrames);
    }
}
