package io.tesela.filters;

import static io.tesela.filters.TwoPhaseFilter.EDGE;
import static io.tesela.filters.TwoPhaseFilter.UNDECIDED;

/**
 * The edges of a joined map, to which undecided samples are added as they are reached.
 *
 * <p>Few samples are undecided, so that the only work on all of them is one pass without a branch; each undecided one
 * is pushed once.
 */
final class JoinFlood {
    static final byte WHITE = (byte) 255;

    private final byte[] map;
    private final byte[] edges;
    private final int width;
    private final int height;
    private final IntStack reached = new IntStack();

    /** @param map values of the whole frame, row by row; read only */
    JoinFlood(byte[] map, int width, int height) {
        this.map = map;
        this.width = width;
        this.height = height;
        this.edges = new byte[map.length];
        for (int i = 0; i < map.length; i++) {
            // EDGE becomes -1, which is 255; NONE and UNDECIDED become 0.
            edges[i] = (byte) -(map[i] >> 1);
        }
    }

    /** Returns the samples themselves: 255 for an edge, else 0. */
    byte[] edges() {
        return edges;
    }

    /** Adds all undecided samples that are connected to this one, if it is an edge. */
    void spreadFrom(int x, int y) {
        if (map[y * width + x] != EDGE) {
            return;
        }
        visitNeighbours(x, y);
        while (!reached.isEmpty()) {
            int at = reached.pop();
            visitNeighbours(at % width, at / width);
        }
    }

    private void visitNeighbours(int x, int y) {
        int left = Math.max(0, x - 1);
        int right = Math.min(width - 1, x + 1);
        int bottom = Math.min(height - 1, y + 1);
        for (int row = Math.max(0, y - 1); row <= bottom; row++) {
            for (int i = row * width + left; i <= row * width + right; i++) {
                if (map[i] == UNDECIDED && edges[i] != WHITE) {
                    edges[i] = WHITE;
                    reached.push(i);
                }
            }
        }
    }
}
