package io.tesela.bench.chaos;

import io.tesela.bench.BenchProcess;

/** Starts the test of what a service survives. */
public final class ChaosMain {
    private ChaosMain() {}

    /**
     * Tests and ends the process with an exit code.
     *
     * @param args a clip and flags
     */
    public static void main(String[] args) {
        BenchProcess.run(ChaosCommand::new, args);
    }
}
