package io.tesela.standalone.command;

import io.tesela.client.Flags;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Flags that say how much of the machine is used. */
final class ParallelOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--processors",
            paramLabel = "N",
            defaultValue = "2",
            description = "Tile processors (default: ${DEFAULT-VALUE}).")
    private int processors;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Threads for each kind of work (default: the machine's cores).")
    private @Nullable Integer parallelism;

    int processors() {
        return Flags.positive(command, "--processors", processors);
    }

    int parallelism() {
        return parallelismOf(command, parallelism);
    }

    static int parallelismOf(CommandSpec command, @Nullable Integer given) {
        return given == null
                ? Runtime.getRuntime().availableProcessors()
                : Flags.positive(command, "--parallelism", given);
    }
}
