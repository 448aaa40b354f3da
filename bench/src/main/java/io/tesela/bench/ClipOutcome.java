package io.tesela.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * What came of one clip.
 *
 * @param framesOut frames of the result that decode
 * @param times how the pts of the result compare with the source
 * @param fps as the report says
 * @param ok as the report says; or, of what is no video, that it was refused
 * @param seconds wall time of the whole command
 * @param said the last line that the command printed
 */
record ClipOutcome(ExpectedClip clip, int framesOut, Times times, double fps, boolean ok, double seconds, String said) {
    static final String HEADING = """
            | clip | frames expected / out | pts equal | fps | ok | seconds |
            |---|---|---|---|---|---|
            """;

    /** How the pts of a result compare with those of its source. */
    enum Times {
        EQUAL("yes"),
        /** The service says that it moved the begin of this source to 0; all distances are kept. */
        EQUAL_FROM_ZERO("yes, from 0"),
        DIFFERENT("NO"),
        NONE("-");

        private final String word;

        Times(String word) {
            this.word = word;
        }
    }

    /** Returns whether all is as expected. */
    boolean fine() {
        return ok && framesOut == clip.frames() && times != Times.DIFFERENT;
    }

    /** Returns a row of the table in Markdown. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %.1f |%n",
                clip.name(),
                clip.refused() ? "none, refused" : clip.frames() + " / " + framesOut,
                times.word,
                clip.refused() ? "-" : String.format(Locale.ROOT, "%.1f", fps),
                ok ? "yes" : "NO",
                seconds);
    }

    /** Returns what to say beside the row. */
    Optional<String> complaint() {
        return fine() ? Optional.empty() : Optional.of(clip.name() + ": not as expected; it said: " + said);
    }
}
