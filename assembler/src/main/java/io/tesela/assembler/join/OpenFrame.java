package io.tesela.assembler.join;

import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.TileResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One frame of which something has come, and not everything. */
final class OpenFrame {
    private final @Nullable TileResult[] tiles;
    private @Nullable FrameManifest manifest;
    private int arrived;
    private long duplicates;

    OpenFrame(int tilesPerFrame) {
        this.tiles = new @Nullable TileResult[tilesPerFrame];
    }

    /** Returns whether it was news. */
    boolean offer(FrameManifest offered) {
        if (manifest != null) {
            return false;
        }
        manifest = offered;
        return true;
    }

    /** Returns whether it was news. */
    boolean offer(TileResult offered) {
        int tile = offered.verdict().key().tile();
        if (tiles[tile] != null) {
            duplicates++;
            return false;
        }
        tiles[tile] = offered;
        arrived++;
        return true;
    }

    /** Returns whether its manifest has come. */
    boolean exists() {
        return manifest != null;
    }

    boolean complete() {
        return manifest != null && arrived == tiles.length;
    }

    /** Returns the tiles that have not come, if the frame is known to exist. */
    List<Integer> missing(int limit) {
        List<Integer> missing = new ArrayList<>();
        for (int tile = 0; manifest != null && tile < tiles.length && missing.size() < limit; tile++) {
            if (tiles[tile] == null) {
                missing.add(tile);
            }
        }
        return missing;
    }

    JoinedFrame joined(long lateDuplicates) {
        List<TileResult> results = new ArrayList<>(tiles.length);
        for (@Nullable TileResult tile : tiles) {
            results.add(Objects.requireNonNull(tile));
        }
        return new JoinedFrame(Objects.requireNonNull(manifest), results, duplicates + lateDuplicates);
    }
}
