package io.tesela.bench;

import io.tesela.client.CommandLineSetup;
import io.tesela.client.Console;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;

/** A process that runs one command of the bench. */
public final class BenchProcess {
    private BenchProcess() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param command made for the console of the process
     */
    public static void run(Function<Console, Callable<Integer>> command, String... args) {
        Map<String, String> environment = System.getenv();
        Console console = Console.ofProcess(environment);
        CommandLine line = new CommandLine(command.apply(console));
        System.exit(CommandLineSetup.execute(line, console, environment, args));
    }
}
