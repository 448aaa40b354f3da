package io.tesela.bench.fuzz;

import io.tesela.bench.BenchProcess;

/** Starts the fuzzing. */
public final class FuzzMain {
    private FuzzMain() {}

    /**
     * Fuzzes and ends the process with an exit code.
     *
     * @param args a clip and flags
     */
    public static void main(String[] args) {
        BenchProcess.run(FuzzCommand::new, args);
    }
}
