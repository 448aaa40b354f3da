package io.tesela.ingest.flow;

import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.ServiceView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the tiles of published frames are, judged by how far the processors have committed.
 *
 * @param inTiles frames of which a tile waits in its topic
 * @param inProcessors frames of which processors have all that waits
 */
public record TileWhereabouts(long inTiles, long inProcessors) {
    /**
     * Looks at frames that are published and not joined. Of one whose records are not known to have landed the tiles are taken to
     * wait.
     *
     * @param frames where the tiles of each landed; empty while that is not known
     * @param service how each partition of the tile topic is served
     * @param nearRecords records that a processor takes at once
     */
    public static TileWhereabouts of(List<List<Position>> frames, Map<Integer, ServiceView> service, int nearRecords) {
        long waiting = 0;
        long taken = 0;
        for (List<Position> tiles : frames) {
            if (tiles.isEmpty() || tiles.stream().anyMatch(tile -> ahead(tile, service) >= nearRecords)) {
                waiting++;
            } else if (tiles.stream().anyMatch(tile -> ahead(tile, service) >= 0)) {
                taken++;
            }
        }
        return new TileWhereabouts(waiting, taken);
    }

    /** Returns how far a tile lies behind the first record that is not committed; below 0 if it is. */
    private static long ahead(Position tile, Map<Integer, ServiceView> service) {
        @Nullable ServiceView view = service.get(tile.partition());
        return view == null ? Long.MAX_VALUE : tile.offset() - view.committed().orElse(view.begin());
    }
}
