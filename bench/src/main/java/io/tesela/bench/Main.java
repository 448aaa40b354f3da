package io.tesela.bench;

/** Starts the bench. */
public final class Main {
    private Main() {}

    /**
     * Measures and ends the process with an exit code.
     *
     * @param args a clip and flags
     */
    public static void main(String[] args) {
        BenchProcess.run(BenchCommand::new, args);
    }
}
