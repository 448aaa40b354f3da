package io.tesela.testkit;

import java.io.PrintStream;
import java.util.Random;

/** Seeds of property tests: new ones in every run, printed, and repeated with {@code -Dtesela.seed=N}. */
public final class Seeds {
    /** System property that repeats a run. */
    public static final String PROPERTY = "tesela.seed";

    private Seeds() {}

    /**
     * Returns a seed and prints it, so that a failure can be repeated.
     *
     * @param what name of the test
     */
    public static long seed(String what) {
        return seed(what, System.getProperty(PROPERTY, ""), System.out);
    }

    /** Returns a generator with a printed {@link #seed}. */
    public static Random random(String what) {
        return new Random(seed(what));
    }

    static long seed(String what, String given, PrintStream out) {
        long seed = given.isBlank() ? System.nanoTime() : Long.parseLong(given.trim());
        out.println(what + ": seed " + seed + " (repeat with -D" + PROPERTY + "=" + seed + ")");
        return seed;
    }
}
