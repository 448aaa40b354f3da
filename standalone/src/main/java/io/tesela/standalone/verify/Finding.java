package io.tesela.standalone.verify;

import java.util.List;

/** What was found out by one {@link Step}. */
sealed interface Finding {
    /** What it adds to the list of differences. */
    List<Difference> differences();

    /** How a frame compares. */
    enum Verdict {
        /** It is the frame of the source, filtered whole, at its time. */
        EQUAL,
        /** It is that but for tiles that the report says are the original ones, and these are. */
        AS_REPORTED,
        /** It is something else, or not there. */
        DIFFERENT
    }

    /**
     * Of a frame.
     *
     * @param unnamedTiles degraded tiles of it that the report counts and does not name
     */
    record OfFrame(Verdict verdict, List<Difference> differences, long unnamedTiles) implements Finding {
        public OfFrame {
            differences = List.copyOf(differences);
        }
    }

    /** Of the files as a whole. */
    record OfFiles(List<Difference> differences) implements Finding {
        public OfFiles {
            differences = List.copyOf(differences);
        }
    }
}
