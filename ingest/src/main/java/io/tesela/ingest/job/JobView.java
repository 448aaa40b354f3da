package io.tesela.ingest.job;

import io.tesela.domain.job.JobStatus;
import io.tesela.ingest.flow.FrameHoldings;
import io.tesela.wire.ServerMessage.Progress;
import org.jspecify.annotations.Nullable;

/**
 * All that is to be seen of a job at one moment.
 *
 * @param status what anybody is told who asks
 * @param progress what its client is told
 * @param holdings who holds its frames
 * @param window most frames that may be decoded and not taken by its encoder; 0 before the first one is
 * @param beforeEncoder frames that have come back, and that its encoder has not taken
 * @param filters its chain, as people write it; empty of a job of which only its end is known
 * @param tiles its grid, such as {@code 3x3}; empty of such a job
 * @param tileMap what its tiles have cost; null: not known
 * @param live whether its video may never end
 * @param input whether its video can be read as it was sent
 */
public record JobView(
        JobStatus status,
        Progress progress,
        FrameHoldings holdings,
        int window,
        long beforeEncoder,
        String filters,
        String tiles,
        @Nullable TileMap tileMap,
        boolean live,
        boolean input) {
    /** Returns what is left to be seen of a job that has ended without a result. */
    static JobView ofEnded(JobStatus status) {
        Progress last = new Progress(
                status.uploaded(), status.decoded(), status.encoded(), null, 0, null, status.degraded(), null);
        return new JobView(status, last, FrameHoldings.NONE, 0, 0, "", "", null, false, false);
    }
}
