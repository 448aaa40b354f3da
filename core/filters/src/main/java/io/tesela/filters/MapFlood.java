package io.tesela.filters;

import static io.tesela.filters.TwoPhaseFilter.EDGE;
import static io.tesela.filters.TwoPhaseFilter.UNDECIDED;

import io.tesela.domain.tile.PixelRect;
import java.nio.ByteBuffer;

/**
 * A tile's map with a margin of one empty cell on all sides, which saves every test for the edge.
 *
 * <p>Weak cells are changed as they are reached, so that each is pushed once: the stack holds fewer entries than the map
 * has cells.
 */
final class MapFlood {
    /** A weak cell that is connected to another tile. Has the bit of a weak cell, so as not to pass for an edge. */
    static final byte KEPT = 5;

    /** Of eight cells in a long, the bits of the weak ones. */
    private static final long WEAK_LANES = 0x0101010101010101L;

    private static final int LANES = Long.BYTES;

    private final int width;
    private final int height;
    private final int stride;
    private final byte[] cells;
    private final IntStack reached = new IntStack();

    /** Takes a copy of the rectangle of a map with rows of {@code sourceStride} values. */
    MapFlood(byte[] source, int sourceStride, PixelRect rect) {
        this.width = rect.width();
        this.height = rect.height();
        this.stride = width + 2;
        int padded = Math.multiplyExact(stride, height + 2);
        // Rounded up, so that the cells can be looked at eight at a time.
        this.cells = new byte[Math.addExact(padded, LANES - 1) / LANES * LANES];
        for (int y = 0; y < height; y++) {
            System.arraycopy(source, (rect.y() + y) * sourceStride + rect.x(), cells, index(0, y), width);
        }
    }

    /** Makes edges of all weak cells that are connected to one. */
    void spreadEdges() {
        ByteBuffer lanes = ByteBuffer.wrap(cells);
        for (int first = 0; first < cells.length; first += LANES) {
            if ((lanes.getLong(first) & WEAK_LANES) != 0) {
                for (int i = first; i < first + LANES; i++) {
                    if (cells[i] == UNDECIDED && besideEdge(i)) {
                        spread(i, EDGE);
                    }
                }
            }
        }
    }

    /** Keeps the weak cells that are connected to one in this column. */
    void keepColumn(int x) {
        for (int y = 0; y < height; y++) {
            keep(index(x, y));
        }
    }

    /** Keeps the weak cells that are connected to one in this row. */
    void keepRow(int y) {
        for (int x = 0; x < width; x++) {
            keep(index(x, y));
        }
    }

    /** Returns a new map: edges, kept cells as undecided, nothing else. */
    byte[] toMap() {
        byte[] map = new byte[width * height];
        for (int y = 0; y < height; y++) {
            int from = index(0, y);
            int to = y * width;
            for (int x = 0; x < width; x++) {
                int cell = cells[from + x];
                map[to + x] = (byte) ((cell & EDGE) | (cell >> 2));
            }
        }
        return map;
    }

    private int index(int x, int y) {
        return (y + 1) * stride + x + 1;
    }

    private void keep(int at) {
        if (cells[at] == UNDECIDED) {
            spread(at, KEPT);
        }
    }

    private boolean besideEdge(int at) {
        int above = at - stride;
        int below = at + stride;
        int any = cells[above - 1] | cells[above] | cells[above + 1];
        any |= cells[at - 1] | cells[at + 1];
        any |= cells[below - 1] | cells[below] | cells[below + 1];
        return (any & EDGE) != 0;
    }

    private void spread(int start, byte value) {
        cells[start] = value;
        reached.push(start);
        while (!reached.isEmpty()) {
            int at = reached.pop();
            for (int row = at - stride; row <= at + stride; row += stride) {
                for (int i = row - 1; i <= row + 1; i++) {
                    if (cells[i] == UNDECIDED) {
                        cells[i] = value;
                        reached.push(i);
                    }
                }
            }
        }
    }
}
