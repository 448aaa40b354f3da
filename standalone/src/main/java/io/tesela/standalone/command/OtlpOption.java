package io.tesela.standalone.command;

import io.tesela.standalone.trace.TraceSettings;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flag that says where a role's traces go. */
final class OtlpOption {
    private static final String FLAG = "--otlp";

    @Option(
            names = FLAG,
            paramLabel = "URL",
            description =
                    "Traces jobs: spans go to this OTLP endpoint, over HTTP, such as http://localhost:4318 (default: nothing is"
                            + " traced). An ingest decides whether its jobs are traced; other roles follow, if they have the flag.")
    private @Nullable URI otlp;

    /** Returns how a role traces that follows an ingest; refuses what cannot be asked. */
    TraceSettings settings(CommandSpec command) {
        return settings(command, TraceSettings.EVERY_FRAMES);
    }

    /** Returns how to trace, with the spans of one frame of so many. */
    TraceSettings settings(CommandSpec command, int everyFrames) {
        try {
            return new TraceSettings(otlp, everyFrames);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
        }
    }
}
