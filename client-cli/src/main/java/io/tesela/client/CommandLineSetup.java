package io.tesela.client;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What every command line of ours has in common: one sentence for a wrong flag, defaults from the environment. */
public final class CommandLineSetup {
    private CommandLineSetup() {}

    /** Returns {@code line}, which prints to {@code console} alone and ends with the codes of {@link ExitCode}. */
    public static CommandLine apply(CommandLine line, Console console, Map<String, String> environment) {
        return line.setOut(console.resultWriter())
                .setErr(console.lineWriter())
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setParameterExceptionHandler((refused, all) -> complain(console, refused))
                .setExecutionExceptionHandler((failure, command, parsed) -> complain(console, failure, parsed));
    }

    private static int complain(Console console, ParameterException refused) {
        String command = refused.getCommandLine().getCommandSpec().qualifiedName();
        console.failure(refused.getMessage() + "; see " + command + " --help");
        return ExitCode.USAGE;
    }

    private static int complain(Console console, Exception failure, ParseResult parsed) {
        ParseResult command = parsed;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        console.failure(command.commandSpec().qualifiedName() + " failed: " + failure);
        return ExitCode.FAILED;
    }
}
