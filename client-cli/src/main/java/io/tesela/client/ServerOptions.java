package io.tesela.client;

import io.tesela.client.upload.ServerAddress;
import io.tesela.client.upload.ServerAddress.Family;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Flags that say where the server is. */
public final class ServerOptions {
    private static final int MAX_SECONDS = 86_400;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "localhost",
            description = "Where the server is (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9090",
            description = "Its port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--unix",
            paramLabel = "PATH",
            description = "Path of its Unix domain socket, in the place of host and port.")
    private @Nullable Path unix;

    @Option(names = "--ipv4", description = "Uses IPv4 only.")
    private boolean ipv4;

    @Option(names = "--ipv6", description = "Uses IPv6 only.")
    private boolean ipv6;

    @Option(
            names = "--connect-timeout",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long to wait for a connection (default: ${DEFAULT-VALUE}).")
    private int connectTimeoutSeconds;

    @Option(
            names = "--idle-timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long the server may say nothing (default: ${DEFAULT-VALUE}).")
    private int idleTimeoutSeconds;

    /** Returns where the server is; refuses flags that make no sense. */
    public ServerAddress address() {
        if (ipv4 && ipv6) {
            throw refusal("--ipv6: together with --ipv4 (expected: one of them)");
        }
        if (host.isBlank()) {
            throw refusal("--host: '" + host + "' (expected: a name or an address)");
        }
        Flags.between(command, "--port", port, 1, 65_535);
        Flags.between(command, "--connect-timeout", connectTimeoutSeconds, 1, MAX_SECONDS);
        Flags.between(command, "--idle-timeout", idleTimeoutSeconds, 1, MAX_SECONDS);
        ServerAddress address = new ServerAddress(
                host,
                port,
                ipv4 ? Family.IPV4 : ipv6 ? Family.IPV6 : Family.ANY,
                Duration.ofSeconds(connectTimeoutSeconds),
                Duration.ofSeconds(idleTimeoutSeconds));
        return unix == null ? address : address.withUnix(unix);
    }

    private ParameterException refusal(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }
}
