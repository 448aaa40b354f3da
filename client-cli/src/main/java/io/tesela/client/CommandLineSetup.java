package io.tesela.client;

import io.tesela.domain.failure.TeselaException;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What every command line of ours has in common: one sentence for a wrong flag, defaults from the environment. */
public final class CommandLineSetup {
    private static final String JSON = "--json";

    private CommandLineSetup() {}

    /**
     * Runs a command: it prints to {@code console} alone and ends with the codes of {@link ExitCode}.
     *
     * @param line that is {@link #complete}
     */
    public static int execute(CommandLine line, Console console, Map<String, String> environment, String... args) {
        Map<String, String> defaults;
        try {
            defaults = ConfigFile.extend(environment, args);
        } catch (IllegalArgumentException e) {
            speakTo(console, List.of(args));
            console.failure(String.valueOf(e.getMessage()));
            return ExitCode.USAGE;
        }
        apply(line, console, defaults);
        if (args.length == 0) {
            line.usage(line.getErr());
            return ExitCode.USAGE;
        }
        return line.execute(args);
    }

    /** Adds what every command line of ours has: {@code completion}, and the exit codes in its help. */
    public static CommandLine complete(CommandLine line) {
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("Exit codes:%n")
                .exitCodeList(ExitCode.meanings());
        return line.addSubcommand(new CompletionCommand());
    }

    private static CommandLine apply(CommandLine line, Console console, Map<String, String> environment) {
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(console.resultWriter())
                .setErr(console.lineWriter())
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setExecutionStrategy(parsed -> run(console, parsed))
                .setParameterExceptionHandler((refused, all) -> complain(console, refused, List.of(all)))
                .setExecutionExceptionHandler((failure, command, parsed) -> complain(console, failure, parsed));
    }

    private static int run(Console console, ParseResult parsed) {
        OptionSpec json = last(parsed).commandSpec().findOption(JSON);
        if (json != null && Boolean.TRUE.equals(json.getValue())) {
            console.speakToPrograms();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** Of words that cannot be read as a command, what they seem to ask for. */
    private static void speakTo(Console console, List<String> args) {
        if (args.contains(JSON)) {
            console.speakToPrograms();
        }
    }

    private static ParseResult last(ParseResult parsed) {
        ParseResult command = parsed;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        return command;
    }

    private static int complain(Console console, ParameterException refused, List<String> args) {
        speakTo(console, args);
        String command = refused.getCommandLine().getCommandSpec().qualifiedName();
        String sentence = MistypedWord.of(refused).orElseGet(() -> String.valueOf(refused.getMessage()));
        console.failure(sentence + "; see " + command + " --help");
        return ExitCode.USAGE;
    }

    private static int complain(Console console, Exception failure, ParseResult parsed) {
        // What has a sentence of its own needs no trace on a user's screen; the log keeps it.
        LoggerFactory.getLogger(CommandLineSetup.class)
                .atLevel(failure instanceof TeselaException ? Level.INFO : Level.ERROR)
                .setCause(failure)
                .log("command failed");
        console.failure(
                failure instanceof TeselaException known
                        ? known.sentence()
                        : last(parsed).commandSpec().qualifiedName() + " failed: " + failure);
        return ExitCode.FAILED;
    }
}
