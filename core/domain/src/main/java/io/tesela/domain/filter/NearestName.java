package io.tesela.domain.filter;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody meant who mistyped it. */
final class NearestName {
    /** More than that many changes make another word. */
    private static final int MOST_CHANGES = 2;

    private NearestName() {}

    /** Returns the name with the fewest changes, if they are few, and fewer than the word has letters. */
    static Optional<String> of(String word, Collection<String> names) {
        int most = Math.min(MOST_CHANGES, word.length() - 1);
        return names.stream()
                .filter(name -> changes(word, name) <= most)
                .min(Comparator.comparingInt(name -> changes(word, name)));
    }

    /**
     * Returns how many letters have to be added, taken away or replaced.
     *
     * <p>Source: Wagner and Fischer, "The string-to-string correction problem", 1974.
     */
    private static int changes(String from, String to) {
        int[] before = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(before[j], row[j - 1]));
            }
            before = row;
        }
        return before[to.length()];
    }
}
