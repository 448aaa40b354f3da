package io.tesela.client;

import java.util.Map;
import picocli.CommandLine;

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
        Console reader = CommandLineSetup.consoleFor(console, environment, args);
        CommandLine line = ClientCommand.addJobCommands(new CommandLine(new ClientCommand()), reader);
        return CommandLineSetup.execute(line, reader, environment, args);
    }
}
