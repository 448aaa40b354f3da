package io.tesela.mp4;

/**
 * A growing list of numbers in which equal neighbours are stored once with their count, as {@code stts}, {@code ctts}
 * and {@code stsc} do.
 */
final class RunTable {
    private final IntTable counts = new IntTable();
    private final IntTable values = new IntTable();

    /** @param value its low 32 bits are kept */
    void add(long value) {
        int last = counts.size() - 1;
        if (last >= 0 && values.get(last) == (int) value) {
            counts.set(last, counts.get(last) + 1);
        } else {
            counts.add(1);
            values.add((int) value);
        }
    }

    /** Returns a copy with one number more. */
    RunTable plus(long value) {
        RunTable copy = new RunTable();
        copy.counts.addAll(counts);
        copy.values.addAll(values);
        copy.add(value);
        return copy;
    }

    /** Returns the number of runs. */
    int runs() {
        return counts.size();
    }

    /** Returns how many equal numbers a run holds. */
    int count(int run) {
        return counts.get(run);
    }

    /** Returns the number that a run holds. */
    int value(int run) {
        return values.get(run);
    }

    /** Returns whether every number is 0. */
    boolean isZero() {
        return runs() == 0 || (runs() == 1 && value(0) == 0);
    }

    /** Writes the runs as {@code stts} and {@code ctts} want them: u32 runs, then u32 count, u32 number for each. */
    void writeTo(BoxWriter out) {
        out.u32(runs());
        for (int run = 0; run < runs(); run++) {
            out.u32(count(run)).u32(value(run));
        }
    }
}
