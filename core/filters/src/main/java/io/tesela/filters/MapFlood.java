package io.tesela.filters;

import static io.tesela.filters.TwoPhaseFilter.EDGE;
import static io.tesela.filters.TwoPhaseFilter.UNDECIDED;

import io.tesela.domain.tile.PixelRect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tile's map with a margin of one empty cell on all sides, which saves every test for the edge.
 *
 * <p>Weak cells are changed as they are reached, so that each is pushed once: the stack holds fewer entries than the map
 * has cells.
 */
final class MapFlood {
    /** A weak cell that is connected to another tile. Has neither the bit of a weak cell nor that of an edge. */
    static final byte KEPT = 4;

    /** Of eight cells in a long, the bits of the weak ones. */
    private static final long WEAK_LANES = 0x0101010101010101L;

    /** Of eight cells in a long, the bits of the edges. */
    private static final long EDGE_LANES = 0x0202020202020202L;

    /** Of three cells in the lower bytes of an int, the bits of the weak ones. */
    private static final int WEAK_OF_THREE = 0x00010101;

    private static final int LANES = Long.BYTES;

    private final int width;
    private final int height;
    private final int stride;
    private final byte[] cells;
    /** The cells, eight at a time: the first one lowest. */
    private final ByteBuffer lanes;

    private final IntStack reached = new IntStack();

    /** Takes a copy of the rectangle of a map with rows of {@code sourceStride} values. */
    MapFlood(byte[] source, int sourceStride, PixelRect rect) {
        this.width = rect.width();
        this.height = rect.height();
        this.stride = width + 2;
        // With room behind the last cell, so that eight can be looked at wherever one is, and rounded up for the same
        // reason.
        int padded = Math.addExact(Math.multiplyExact(stride, height + 2), 2 * LANES);
        this.cells = new byte[padded / LANES * LANES];
        this.lanes = ByteBuffer.wrap(cells).order(ByteOrder.LITTLE_ENDIAN);
        for (int y = 0; y < height; y++) {
            System.arraycopy(source, (rect.y() + y) * sourceStride + rect.x(), cells, index(0, y), width);
        }
    }

    /** Makes edges of all weak cells that are connected to one. */
    void spreadEdges() {
        // The margins above and below have no weak cells, and cannot be looked around.
        for (int first = index(0, 0); first < stride * (height + 1); first += LANES) {
            long weak = lanes.getLong(first) & WEAK_LANES;
            if (weak != 0) {
                spreadFrom(first, weak & (besideEdges(first) >>> 1));
            }
        }
    }

    /** Spreads edges to cells of eight, given a bit for each that is beside one; a cell may have become one since. */
    private void spreadFrom(int first, long beside) {
        for (long left = beside; left != 0; left &= left - 1) {
            int at = first + Long.numberOfTrailingZeros(left) / Byte.SIZE;
            if (cells[at] == UNDECIDED) {
                spread(at, EDGE);
            }
        }
    }

    /** Returns for each of eight cells whether one of the cells around it is an edge. */
    private long besideEdges(int first) {
        long any = lanes.getLong(first - 1) | lanes.getLong(first + 1);
        any |= lanes.getLong(first - stride - 1) | lanes.getLong(first - stride) | lanes.getLong(first - stride + 1);
        any |= lanes.getLong(first + stride - 1) | lanes.getLong(first + stride) | lanes.getLong(first + stride + 1);
        return any & EDGE_LANES;
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

    /** Ends it, and returns a new map: edges, kept cells as undecided, nothing else. */
    byte[] toMap() {
        for (int first = 0; first < cells.length; first += LANES) {
            long eight = lanes.getLong(first);
            lanes.putLong(first, (eight & EDGE_LANES) | ((eight >>> 2) & WEAK_LANES));
        }
        byte[] map = new byte[width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(cells, index(0, y), map, y * width, width);
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

    private void spread(int start, byte value) {
        cells[start] = value;
        reached.push(start);
        while (!reached.isEmpty()) {
            int at = reached.pop();
            reach(at - stride - 1, lanes.getInt(at - stride - 1) & WEAK_OF_THREE, value);
            reach(at - 1, lanes.getInt(at - 1) & WEAK_OF_THREE, value);
            reach(at + stride - 1, lanes.getInt(at + stride - 1) & WEAK_OF_THREE, value);
        }
    }

    /** Changes the weak ones of three cells, given a bit for each; most often there is none, or one. */
    private void reach(int first, int weak, byte value) {
        for (int left = weak; left != 0; left &= left - 1) {
            int at = first + Integer.numberOfTrailingZeros(left) / Byte.SIZE;
            cells[at] = value;
            reached.push(at);
        }
    }
}
