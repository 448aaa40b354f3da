package io.tesela.domain.tile;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How every frame of a job is divided; tiles are numbered row by row from 0.
 *
 * @param columns 1 to {@value #MAX}
 * @param rows 1 to {@value #MAX}
 */
public record TileGrid(int columns, int rows) {
    /** The most columns or rows; 64 x 64 tiles of a 4K frame are 60 x 34 pixels. */
    public static final int MAX = 64;

    /** The whole frame as one tile. */
    public static final TileGrid WHOLE = new TileGrid(1, 1);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})[xX](\\d{1,4})");

    public TileGrid {
        if (columns < 1 || rows < 1 || columns > MAX || rows > MAX) {
            throw refusal(columns + "x" + rows);
        }
    }

    /**
     * Returns the grid written as {@code CxR}.
     *
     * @throws TeselaException {@link FailureCode#BAD_TILES} if it is not a grid
     */
    public static TileGrid parse(String text) {
        Matcher matcher = TEXT.matcher(text.trim());
        if (!matcher.matches()) {
            throw refusal(text);
        }
        return new TileGrid(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Returns the number of tiles of a frame. */
    public int tiles() {
        return columns * rows;
    }

    @Override
    public String toString() {
        return columns + "x" + rows;
    }

    private static TeselaException refusal(String text) {
        return new TeselaException(
                FailureCode.BAD_TILES,
                "tiles: " + text + " (expected: COLUMNSxROWS, each from 1 to " + MAX + ", for example 3x3)");
    }
}
