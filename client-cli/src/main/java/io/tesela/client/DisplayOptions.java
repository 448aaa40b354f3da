package io.tesela.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Flags that say what is shown and what counts as done. */
public final class DisplayOptions {
    @Option(
            names = "--max-degraded",
            paramLabel = "N",
            defaultValue = "0",
            description = "Tiles that may be the original ones before the exit code is 3 (default: ${DEFAULT-VALUE}).")
    private long maxDegraded;

    @Option(names = "--quiet", description = "Shows no progress.")
    private boolean quiet;

    @Option(
            names = "--json",
            description = "Prints the report on standard output; on standard error each event is a line of JSON.")
    private boolean json;

    @Option(names = "--verbose", description = "Logs to standard error.")
    private boolean verbose;

    @Option(names = "--log", paramLabel = "FILE", description = "Logs to a file.")
    private @Nullable Path log;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Refuses flags that make no sense. */
    public void check() {
        if (maxDegraded < 0) {
            throw new ParameterException(command.commandLine(), "--max-degraded: " + maxDegraded + " (expected: >= 0)");
        }
    }

    /** Returns how many tiles may be degraded. */
    public long maxDegraded() {
        return maxDegraded;
    }

    /** Returns whether no progress is shown. */
    public boolean quiet() {
        return quiet;
    }

    /** Returns whether the report is printed. */
    public boolean json() {
        return json;
    }

    /** Returns whether the log goes to standard error. */
    public boolean verbose() {
        return verbose;
    }

    /** Returns the file for the log, null if there is none. */
    public @Nullable Path log() {
        return log;
    }
}
