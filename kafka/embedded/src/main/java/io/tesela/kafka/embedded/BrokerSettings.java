package io.tesela.kafka.embedded;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a broker listens and where it keeps its logs.
 *
 * @param bindHost address to listen on; {@code 0.0.0.0} or {@code ::} for all
 * @param advertisedHost name that clients are told to connect to; they must be able to resolve and reach it
 * @param port where clients connect; 0 for any free one
 * @param dataDirectory kept when the broker closes, and found again by the next; if empty, a temporary one, deleted at the end
 */
public record BrokerSettings(String bindHost, String advertisedHost, int port, Optional<Path> dataDirectory) {
    private static final String LOOPBACK = "127.0.0.1";

    public BrokerSettings {
        if (bindHost.isBlank()) {
            throw new IllegalArgumentException("bindHost: \"" + bindHost + "\" (expected: an address)");
        }
        if (advertisedHost.isBlank() || isWildcard(advertisedHost)) {
            throw new IllegalArgumentException(
                    "advertisedHost: \"" + advertisedHost + "\" (expected: a name that clients can reach)");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
        }
    }

    /** Returns settings for a broker that only this machine can reach, on a free port, in a temporary directory. */
    public static BrokerSettings loopback() {
        return new BrokerSettings(LOOPBACK, LOOPBACK, 0, Optional.empty());
    }

    /** Returns these settings with a fixed port for clients. */
    public BrokerSettings withPort(int clientPort) {
        return new BrokerSettings(bindHost, advertisedHost, clientPort, dataDirectory);
    }

    /** Returns these settings with a directory that is kept. */
    public BrokerSettings withDataDirectory(Path directory) {
        return new BrokerSettings(bindHost, advertisedHost, port, Optional.of(directory));
    }

    /** Returns these settings for clients on other machines. */
    public BrokerSettings withHosts(String bind, String advertised) {
        return new BrokerSettings(bind, advertised, port, dataDirectory);
    }

    /** Returns a name under which this machine reaches what listens. */
    String localHost() {
        return isWildcard(bindHost) ? "localhost" : bindHost;
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }
}
