package io.tesela.standalone.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Flags that say how much of the machine is used. */
final class ParallelOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--processors",
            paramLabel = "N",
            defaultValue = "2",
            description = "Tile processors in this process (default: ${DEFAULT-VALUE}).")
    private int processors;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Threads for each kind of work (default: the machine's cores).")
    private @Nullable Integer parallelism;

    int processors() {
        if (processors < 1) {
            throw new ParameterException(
                    command.commandLine(), "--processors: " + processors + " (expected: 1 or more)");
        }
        return processors;
    }

    int parallelism() {
        return parallelismOf(command, parallelism);
    }

    static int parallelismOf(CommandSpec command, @Nullable Integer given) {
        if (given == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (given < 1) {
            throw new ParameterException(command.commandLine(), "--parallelism: " + given + " (expected: 1 or more)");
        }
        return given;
    }
}
