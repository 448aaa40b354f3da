package io.tesela.bench.fuzz;

import java.util.Random;

/** Something that reads what it cannot trust. */
interface FuzzTarget {
    /** Returns its name, such as {@code result-records}. */
    String name();

    /**
     * Gives it one damaged input.
     *
     * @param random all that the input hangs on
     * @return whether it was taken; false if it was refused as refusals are documented
     * @throws Exception whatever else comes out, which is a fault
     */
    boolean takes(Random random) throws Exception;
}
