package io.tesela.bench;

/** Starts the measurement of what is held. */
public final class FlowMain {
    private FlowMain() {}

    /**
     * Measures and ends the process with an exit code.
     *
     * @param args a clip and flags
     */
    public static void main(String[] args) {
        BenchProcess.run(FlowCommand::new, args);
    }
}
