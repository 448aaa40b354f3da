package io.tesela.bench.leaks;

import io.tesela.bench.BenchProcess;

/** Starts the count of what jobs leave. */
public final class LeaksMain {
    private LeaksMain() {}

    /**
     * Counts and ends the process with an exit code.
     *
     * @param args a clip and flags
     */
    public static void main(String[] args) {
        BenchProcess.run(LeaksCommand::new, args);
    }
}
