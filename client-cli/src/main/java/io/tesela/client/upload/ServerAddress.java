package io.tesela.client.upload;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is, and how long to wait for it.
 *
 * @param unix path of its Unix domain socket, which takes the place of host and port; null: it has those
 * @param host name or address; an IPv6 address may be in brackets
 * @param port 1 to 65535
 * @param family which addresses of the name may be used
 * @param connectTimeout for each address
 * @param idleTimeout how long a connected server may say nothing
 */
public record ServerAddress(
        @Nullable Path unix, String host, int port, Family family, Duration connectTimeout, Duration idleTimeout) {
    /** Which addresses may be used. */
    public enum Family {
        ANY,
        IPV4,
        IPV6
    }

    /** A server with host and port. */
    public ServerAddress(String host, int port, Family family, Duration connectTimeout, Duration idleTimeout) {
        this(null, host, port, family, connectTimeout, idleTimeout);
    }

    public ServerAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("idleTimeout", idleTimeout);
        host = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** Returns this server, under the path of its socket. */
    public ServerAddress withUnix(Path path) {
        return new ServerAddress(path, host, port, family, connectTimeout, idleTimeout);
    }

    /** Returns host and port, or the path, the way people write them. */
    @Override
    public String toString() {
        if (unix != null) {
            return unix.toString();
        }
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: above 0, at most a day)");
        }
    }
}
