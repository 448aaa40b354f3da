package io.tesela.standalone.verify;

import io.tesela.domain.report.DegradedTile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts the degraded tiles of one frame into words; pure functions. */
final class DegradedTiles {
    /** As many as a line takes. */
    private static final int MAX_NAMED = 8;

    private DegradedTiles() {}

    /** Returns such as {@code tiles 3, 4 original pixels (timeout, 2 attempts)}. */
    static String inWords(List<DegradedTile> tiles) {
        Map<String, List<DegradedTile>> byReason = tiles.stream()
                .limit(MAX_NAMED)
                .collect(Collectors.groupingBy(DegradedTiles::reason, LinkedHashMap::new, Collectors.toList()));
        String words = byReason.entrySet().stream()
                .map(entry -> numbers(entry.getValue()) + " original pixels (" + entry.getKey() + ")")
                .collect(Collectors.joining(", "));
        return tiles.size() > MAX_NAMED ? words + " and " + (tiles.size() - MAX_NAMED) + " more" : words;
    }

    private static String reason(DegradedTile tile) {
        return tile.reason() + ", " + tile.attempts() + (tile.attempts() == 1 ? " attempt" : " attempts");
    }

    private static String numbers(List<DegradedTile> tiles) {
        return (tiles.size() == 1 ? "tile " : "tiles ")
                + tiles.stream().map(tile -> Integer.toString(tile.tile())).collect(Collectors.joining(", "));
    }
}
