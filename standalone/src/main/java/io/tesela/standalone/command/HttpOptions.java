package io.tesela.standalone.command;

import io.tesela.telemetry.RoleHttpConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Flags that say where a role's HTTP routes are. */
final class HttpOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--metrics-host",
            paramLabel = "ADDRESS",
            defaultValue = "::",
            description = "Address of the HTTP routes (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the HTTP routes, 0 for any free one, which is printed (default: ${DEFAULT-VALUE}).")
    private int port;

    /** Returns where to listen; refuses what cannot be. */
    RoleHttpConfig config() {
        return RoleHttpConfig.of(
                Listening.host(command, "--metrics-host", host), Listening.port(command, "--metrics-port", port));
    }
}
