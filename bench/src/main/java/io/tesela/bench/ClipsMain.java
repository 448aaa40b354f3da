package io.tesela.bench;

import io.tesela.client.CommandLineSetup;
import io.tesela.client.Console;
import java.util.Map;
import picocli.CommandLine;

/** Starts the check of a folder of clips. */
public final class ClipsMain {
    private ClipsMain() {}

    /**
     * Checks and ends the process with an exit code.
     *
     * @param args a folder and flags
     */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Console console = Console.ofProcess(environment);
        CommandLine line = new CommandLine(new ClipsCommand(console));
        System.exit(CommandLineSetup.execute(line, console, environment, args));
    }
}
