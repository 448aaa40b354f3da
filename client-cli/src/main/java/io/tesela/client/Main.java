package io.tesela.client;

import java.util.Map;

/** Starts the client. */
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args a command and its flags
     */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        System.exit(run(Console.ofProcess(environment), environment, args));
    }

    /** Returns the exit code of a command. */
    static int run(Console console, Map<String, String> environment, String... args) {
        return CommandLineSetup.execute(ClientCommand.commandLine(console), console, environment, args);
    }
}
