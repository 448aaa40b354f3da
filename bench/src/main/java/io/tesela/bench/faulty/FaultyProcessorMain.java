package io.tesela.bench.faulty;

import io.tesela.bench.BenchProcess;

/** Starts a tile processor to which, and from which, not every record comes as it should. */
public final class FaultyProcessorMain {
    private FaultyProcessorMain() {}

    /**
     * Works until it is told to stop, and ends the process with an exit code.
     *
     * @param args flags
     */
    public static void main(String[] args) {
        BenchProcess.run(FaultyProcessorCommand::new, args);
    }
}
