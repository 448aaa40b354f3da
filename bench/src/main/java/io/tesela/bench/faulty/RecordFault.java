package io.tesela.bench.faulty;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happens to some of the records that a processor takes or gives, and to which.
 *
 * @param kind what happens
 * @param records to what
 * @param percent of them, by chance; above 0, at most 100
 * @param fromFrame first frame whose records may be struck; 0 or more
 * @param toFrame the frame behind the last one; above {@code fromFrame}
 */
public record RecordFault(Kind kind, Records records, int percent, long fromFrame, long toFrame) {
    private static final Pattern FORM =
            Pattern.compile("(\\p{Alpha}{1,9}):(\\p{Alpha}{1,7}):(\\d{1,3}):(\\d{1,9})-(\\d{1,9})");
    private static final int ALL_PERCENT = 100;

    /** What happens to a record. */
    public enum Kind {
        /** It is taken for done, and nobody ever sees it. */
        DROP,
        /** It arrives, but not whole, or as of another version. */
        CORRUPT,
        /** It arrives twice. */
        DUPLICATE,
        /** It arrives a while later. */
        DELAY
    }

    /** Which records. */
    public enum Records {
        /** Tiles, on their way to the processor. */
        TILES,
        /** Tile results, on their way from it. */
        RESULTS
    }

    public RecordFault {
        if (percent < 1 || percent > ALL_PERCENT) {
            throw new IllegalArgumentException("percent: " + percent + " (expected: 1 to " + ALL_PERCENT + ")");
        }
        if (fromFrame < 0 || toFrame <= fromFrame) {
            throw new IllegalArgumentException("frames: " + fromFrame + "-" + toFrame + " (expected: one at least)");
        }
    }

    /**
     * Returns the fault that {@link #text} has written.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static RecordFault parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("fault: " + text + " (expected: such as drop:tiles:2:30-80)");
        }
        return new RecordFault(
                Kind.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
                Records.valueOf(parts.group(2).toUpperCase(Locale.ROOT)),
                Integer.parseInt(parts.group(3)),
                Long.parseLong(parts.group(4)),
                Long.parseLong(parts.group(5)));
    }

    /** Returns it as a flag has it, such as {@code drop:tiles:2:30-80}. */
    public String text() {
        return word(kind) + ":" + word(records) + ":" + percent + ":" + fromFrame + "-" + toFrame;
    }

    /** Returns it for people. */
    public String label() {
        return word(kind) + " " + percent + " % of " + word(records) + " to " + toFrame;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
