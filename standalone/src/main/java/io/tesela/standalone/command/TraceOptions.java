package io.tesela.standalone.command;

import io.tesela.client.Flags;
import io.tesela.standalone.trace.TraceSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Flags that say how an ingest traces its jobs. */
final class TraceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private OtlpOption otlp = new OtlpOption();

    @Option(
            names = "--otlp-frames",
            paramLabel = "N",
            description =
                    "With --otlp: of each how many frames of a job one is traced with its tiles (default: ${DEFAULT-VALUE}).")
    private int everyFrames = TraceSettings.EVERY_FRAMES;

    /** Returns how to trace; refuses what cannot be. */
    TraceSettings settings() {
        return otlp.settings(command, Flags.between(command, "--otlp-frames", everyFrames, 1, Integer.MAX_VALUE));
    }
}
