package io.tesela.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.Halo;
import io.tesela.domain.tile.TileGeometry;
import io.tesela.domain.tile.TileGrid;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Maps drawn by hand: '.' none, 'w' weak or undecided, '#' edge. */
class HysteresisTest {
    private static final TileGeometry ONE_TILE = geometry(8, 4, 1, 1);
    private static final TileGeometry TWO_TILES = geometry(8, 4, 2, 1);

    @Test
    void closeTile_makesWeakSamplesEdgesIfTheyAreConnected_alsoDiagonally() {
        assertThat(closed(ONE_TILE, 0, """
                #.w.....
                .w.w...w
                ....w.w.
                w....w.w
                """)).isEqualTo("""
                #.#.....
                .#.#...#
                ....#.#.
                .....#.#
                """);
    }

    @Test
    void closeTile_atFrameEdges_dropsWhatIsConnectedToNothing() {
        assertThat(closed(ONE_TILE, 0, """
                w......w
                w......w
                ...ww...
                wwwwwwww
                """)).isEqualTo("""
                ........
                ........
                ........
                ........
                """);
    }

    @Test
    void closeTile_atInternalBoundaries_leavesUndecidedWhatReachesThem() {
        // The right edge of this tile is inside the frame, the others are the frame's.
        assertThat(closed(TWO_TILES, 0, """
                w..w
                ..w.
                .w..
                w..w
                """)).isEqualTo("""
                ...w
                ..w.
                .w..
                w..w
                """);
    }

    @Test
    void closeTile_preferringEdges_leavesNothingUndecidedThatIsAnEdgeAnyway() {
        assertThat(closed(TWO_TILES, 1, """
                ww.#
                ..w.
                w...
                .w..
                """)).isEqualTo("""
                ##.#
                ..#.
                w...
                .w..
                """);
    }

    @Test
    void resolve_followsUndecidedSamplesOverBoundaries_andDropsTheRest() {
        assertThat(resolved(TWO_TILES, """
                #..ww..w
                .....w..
                ...w#...
                wwww...w
                """)).isEqualTo("""
                #..##...
                .....#..
                ...##...
                ####....
                """);
    }

    @Test
    void resolve_withoutInternalBoundaries_hasNothingToFollow() {
        assertThat(resolved(ONE_TILE, """
                #w......
                ........
                ........
                .......#
                """)).isEqualTo("""
                #.......
                ........
                ........
                .......#
                """);
    }

    @Test
    void resolve_goesThroughCornersOfFourTiles() {
        assertThat(resolved(geometry(4, 4, 2, 2), """
                ....
                .#..
                ..w.
                ...w
                """)).isEqualTo("""
                ....
                .#..
                ..#.
                ...#
                """);
    }

    @Test
    void resolve_ofALargeMapOfOneComponent_reachesAllOfIt() {
        // Given: more cells at once than the first stack holds
        TileGeometry geometry = geometry(400, 300, 2, 2);
        byte[] map = new byte[400 * 300];
        Arrays.fill(map, TwoPhaseFilter.UNDECIDED);
        map[150 * 400 + 200] = TwoPhaseFilter.EDGE;

        // When, then
        assertThat(Hysteresis.resolve(map, geometry)).containsOnly(255);
    }

    private static TileGeometry geometry(int width, int height, int columns, int rows) {
        return new TileGeometry(PixelLayout.LUMA, width, height, new TileGrid(columns, rows), Halo.NONE);
    }

    private static String closed(TileGeometry geometry, int tile, String map) {
        byte[] core = Hysteresis.closeTile(values(map), geometry.region(tile, 0), geometry.width(), geometry.height());
        return drawn(core, geometry.region(tile, 0).core().width(), 2);
    }

    private static String resolved(TileGeometry geometry, String map) {
        return drawn(Hysteresis.resolve(values(map), geometry), geometry.width(), -1);
    }

    private static byte[] values(String map) {
        String cells = map.replace("\n", "");
        byte[] values = new byte[cells.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) ".w#".indexOf(cells.charAt(i));
        }
        return values;
    }

    private static String drawn(byte[] values, int width, int edge) {
        StringBuilder map = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            map.append(values[i] == edge ? '#' : values[i] == TwoPhaseFilter.UNDECIDED ? 'w' : '.');
            map.append(i % width == width - 1 ? "\n" : "");
        }
        return map.toString();
    }
}
