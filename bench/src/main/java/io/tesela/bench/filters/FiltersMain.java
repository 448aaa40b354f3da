package io.tesela.bench.filters;

import io.tesela.bench.BenchProcess;

/** Starts the measurement of filters. */
public final class FiltersMain {
    private FiltersMain() {}

    /**
     * Measures and ends the process with an exit code.
     *
     * @param args a clip and flags
     */
    public static void main(String[] args) {
        BenchProcess.run(FiltersCommand::new, args);
    }
}
