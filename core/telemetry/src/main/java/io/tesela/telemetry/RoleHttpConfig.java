package io.tesela.telemetry;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Where a role's HTTP server listens, and how much it lets strangers take.
 *
 * @param host address or name to bind; {@code ::} is every address, IPv6 and IPv4 alike
 * @param port 0 for any free one, up to 65535
 * @param maxConnections connections open at once; one more is closed as it arrives
 * @param idleTimeout after which a connection without a request is closed
 */
public record RoleHttpConfig(String host, int port, int maxConnections, Duration idleTimeout) {
    private static final int MAX_PORT = 65_535;

    public RoleHttpConfig {
        require(!host.isBlank(), "host", "\"" + host + "\"", "an address or a name");
        require(port >= 0 && port <= MAX_PORT, "port", port, "0 to " + MAX_PORT);
        require(maxConnections > 0, "maxConnections", maxConnections, "> 0");
        require(idleTimeout.compareTo(Duration.ZERO) > 0, "idleTimeout", idleTimeout, "> 0");
    }

    /** Returns the limits that serve a scraper, a health check and some browsers. */
    public static RoleHttpConfig of(String host, int port) {
        return new RoleHttpConfig(host, port, 256, Duration.ofSeconds(30));
    }

    /** Returns these limits for a server that has so many connections besides. */
    public RoleHttpConfig besides(int connections) {
        return new RoleHttpConfig(host, port, maxConnections + connections, idleTimeout);
    }

    /**
     * Returns the address to bind.
     *
     * <p>For {@code ::} it is Java's wildcard, which takes both families where the machine has both and IPv4 where it has
     * no other; the literal would fail there.
     */
    InetSocketAddress address() {
        return host.equals("::") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    private static void require(boolean condition, String name, Object value, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
