package io.tesela.assembler.join;

import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.TileResult;
import java.util.List;

/**
 * A frame all of whose tiles have come back.
 *
 * @param manifest of the frame
 * @param tiles one result for each tile, by tile number
 * @param duplicates results beyond the first, of this frame and of frames that had left before
 */
public record JoinedFrame(FrameManifest manifest, List<TileResult> tiles, long duplicates) implements JoinedStep {
    public JoinedFrame {
        tiles = List.copyOf(tiles);
    }
}
