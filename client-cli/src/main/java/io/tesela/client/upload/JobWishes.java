package io.tesela.client.upload;

import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.wire.ClientMessage.EncoderRequest;
import io.tesela.wire.FilterRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the client wants done; what it does not say, the server decides.
 *
 * @param filters the chain; empty: the server's default
 * @param tiles the grid; null: the server's default
 * @param codec such as {@code h264}; null: the server's default
 * @param encoder wishes beyond the codec; null: none
 * @param live whether the video may never end
 * @param onMissing what is done about a tile that nobody answers
 */
public record JobWishes(
        List<FilterRequest> filters,
        @Nullable TileGrid tiles,
        @Nullable String codec,
        @Nullable EncoderRequest encoder,
        boolean live,
        OnMissing onMissing) {
    /** Leaves everything to the server. */
    public static final JobWishes NONE = new JobWishes(List.of(), null, null, null, false, OnMissing.FILL);

    /**
     * Asks for a chain and a grid, and leaves the rest to the server.
     *
     * @param chain filters as people write them
     */
    public static JobWishes of(String chain, TileGrid tiles) {
        return new JobWishes(FilterRequest.parseChain(chain), tiles, null, null, false, OnMissing.FILL);
    }

    public JobWishes {
        filters = List.copyOf(filters);
    }
}
