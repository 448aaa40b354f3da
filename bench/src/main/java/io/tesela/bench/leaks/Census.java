package io.tesela.bench.leaks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is there at one moment, and what of it may be there once all jobs are over.
 *
 * <p><b>Threads:</b> one.
 */
final class Census {
    /** How the names begin of all kinds of threads. */
    static final String THREADS = "threads: ";

    private static final Count ABSENT = new Count(Rule.NO_MORE, 0);

    private final Map<String, Count> counts = new LinkedHashMap<>();

    /** What a number must be after jobs that are over. */
    enum Rule {
        /** Zero. */
        NONE,
        /** At most what it was before. */
        NO_MORE,
        /** Anything: it is shown to be read by people. */
        SHOWN
    }

    /**
     * A number and what it must be.
     *
     * @param rule the same in each census
     * @param value in whatever unit its name says
     */
    record Count(Rule rule, long value) {}

    /** Adds a number; returns this. */
    Census with(String what, Rule rule, long value) {
        counts.put(what, new Count(rule, value));
        return this;
    }

    /** Returns whether nothing has been counted. */
    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** Returns what is there and may not be, each with its numbers; empty if nothing is. */
    List<String> leaksSince(Census before) {
        List<String> leaks = new ArrayList<>();
        for (String what : names(before)) {
            Count now = count(what);
            long then = before.count(what).value();
            if (leaks(now, then)) {
                leaks.add(what + ": " + now.value() + " (expected: "
                        + (now.rule() == Rule.NONE ? "0" : "at most " + then) + ")");
            }
        }
        return leaks;
    }

    /** Returns the names of all that is, or was, there, in order. */
    Set<String> names(Census before) {
        Set<String> names = new LinkedHashSet<>(before.counts.keySet());
        names.addAll(counts.keySet());
        return names;
    }

    /** Returns a number; 0 of what is not there. */
    Count count(String what) {
        return counts.getOrDefault(what, ABSENT);
    }

    private static boolean leaks(Count now, long then) {
        return switch (now.rule()) {
            case NONE -> now.value() != 0;
            case NO_MORE -> now.value() > then;
            case SHOWN -> false;
        };
    }
}
