package io.tesela.client;

import java.util.List;
import java.util.Locale;

/** Draws facts, and how far something is, on one line; a pure function. */
public final class FactLine {
    private static final int MAX_BAR = 30;
    private static final int MIN_BAR = 8;
    private static final String BETWEEN = "  ";

    private FactLine() {}

    /**
     * One thing to know.
     *
     * @param full for where there is room
     * @param brief for where there is not
     */
    public record Fact(String full, String brief) {
        /** Returns a fact that has one form. */
        public static Fact of(String text) {
            return new Fact(text, text);
        }

        /** Returns how much is done, in percent; {@code share} is 0 to 1. */
        public static Fact percent(double share) {
            return of(String.format(Locale.ROOT, "%3d%%", (int) (share * 100)));
        }

        /** Returns how many frames there are each second. */
        public static Fact fps(double fps) {
            return of(String.format(Locale.ROOT, "%.1f fps", fps));
        }

        /** Returns how long it will take, in seconds. */
        public static Fact eta(double etaS) {
            long seconds = Math.round(etaS);
            return of(
                    seconds < 3600
                            ? String.format(Locale.ROOT, "ETA %d:%02d", seconds / 60, seconds % 60)
                            : String.format(
                                    Locale.ROOT, "ETA %d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60));
        }
    }

    /**
     * Returns a line of less than {@code columns} characters: a bar if there is room, and as many facts as fit.
     *
     * @param share that is done, 0 to 1; below 0: not known, no bar
     * @param facts by importance: the last ones go first
     */
    static String draw(double share, List<Fact> facts, int columns) {
        // The last column stays free: some terminals wrap when it is written.
        int room = columns - 1;
        String text = text(facts, room);
        int bar = Math.min(MAX_BAR, room - text.length() - 4);
        if (share < 0 || bar < MIN_BAR) {
            return text;
        }
        int full = (int) (share * bar);
        return "[" + "#".repeat(full) + "-".repeat(bar - full) + "]" + BETWEEN + text;
    }

    /** Returns all facts, for where there is no terminal. */
    static String text(List<Fact> facts) {
        return text(facts, Integer.MAX_VALUE);
    }

    private static String text(List<Fact> facts, int room) {
        StringBuilder line = new StringBuilder();
        for (Fact fact : facts) {
            String separator = line.isEmpty() ? "" : BETWEEN;
            for (String form : List.of(fact.full(), fact.brief())) {
                if (line.length() + separator.length() + form.length() <= room) {
                    line.append(separator).append(form);
                    break;
                }
            }
        }
        return line.toString();
    }
}
