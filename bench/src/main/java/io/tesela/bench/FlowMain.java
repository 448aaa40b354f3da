package io.tesela.bench;

import io.tesela.client.CommandLineSetup;
import io.tesela.client.Console;
import java.util.Map;
import picocli.CommandLine;

/** Starts the measurement of what is held. */
public final class FlowMain {
    private FlowMain() {}

    /**
     * Measures and ends the process with an exit code.
     *
     * @param args a clip and flags
     */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Console console = Console.ofProcess(environment);
        CommandLine line = new CommandLine(new FlowCommand(console));
        System.exit(CommandLineSetup.execute(line, console, environment, args));
    }
}
