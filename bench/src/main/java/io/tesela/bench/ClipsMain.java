package io.tesela.bench;

/** Starts the check of a folder of clips. */
public final class ClipsMain {
    private ClipsMain() {}

    /**
     * Checks and ends the process with an exit code.
     *
     * @param args a folder and flags
     */
    public static void main(String[] args) {
        BenchProcess.run(ClipsCommand::new, args);
    }
}
