package io.tesela.client;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How patient a client is that has lost its connection. */
public final class ReconnectOption {
    private static final int MAX_SECONDS = 86_400;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--reconnect",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description =
                    "How long a lost connection is tried to be made again; 0: not at all (default: ${DEFAULT-VALUE}).")
    private int seconds;

    Duration patience() {
        return Duration.ofSeconds(Flags.between(command, "--reconnect", seconds, 0, MAX_SECONDS));
    }
}
