package io.tesela.bench.chaos;

import io.tesela.client.CommandLineSetup;
import io.tesela.client.Console;
import java.util.Map;
import picocli.CommandLine;

/** Starts the test of what a service survives. */
public final class ChaosMain {
    private ChaosMain() {}

    /**
     * Tests and ends the process with an exit code.
     *
     * @param args a clip and flags
     */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Console console = Console.ofProcess(environment);
        CommandLine line = new CommandLine(new ChaosCommand(console));
        System.exit(CommandLineSetup.execute(line, console, environment, args));
    }
}
