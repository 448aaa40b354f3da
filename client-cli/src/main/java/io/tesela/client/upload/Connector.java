package io.tesela.client.upload;

import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;

/** Connects to the first address of a server that answers. */
final class Connector {
    private final ServerAddress server;
    private final ClientRuntime runtime;
    private final List<InetAddress> addresses;

    private Connector(ServerAddress server, ClientRuntime runtime, List<InetAddress> addresses) {
        this.server = server;
        this.runtime = runtime;
        this.addresses = addresses;
    }

    /**
     * Returns a connection.
     *
     * <p><b>Ownership:</b> the subscriber disposes of it; a connect that is cancelled leaves nothing.
     *
     * <p><b>Errors:</b> {@link ConnectionLost} naming host and port, after every address was tried.
     */
    static Mono<Connection> connect(ServerAddress server, ClientRuntime runtime) {
        Path unix = server.unix();
        return unix == null
                ? Mono.fromCallable(() -> new Connector(server, runtime, resolve(server)))
                        .subscribeOn(runtime.writing())
                        .flatMap(connector -> connector.tryFrom(0))
                : unix(unix, server, runtime);
    }

    private static Mono<Connection> unix(Path path, ServerAddress server, ClientRuntime runtime) {
        return TcpClient.create(ConnectionProvider.newConnection())
                .runOn(new UnixLoops(runtime.loops()), false)
                .remoteAddress(() -> UnixDomainSocketAddress.of(path))
                // An option of TCP, which Reactor Netty sets unless told otherwise.
                .option(ChannelOption.TCP_NODELAY, null)
                .connect()
                .cast(Connection.class)
                .onErrorMap(error -> failure(server, reason(error), error));
    }

    private static List<InetAddress> resolve(ServerAddress server) {
        try {
            // The JDK's resolver: what the system calls localhost is localhost here as well.
            List<InetAddress> allowed = Arrays.stream(InetAddress.getAllByName(server.host()))
                    .filter(address -> isAllowed(address, server.family()))
                    .toList();
            if (allowed.isEmpty()) {
                throw failure(server, "the host has no address of the family " + server.family(), null);
            }
            return allowed;
        } catch (UnknownHostException e) {
            throw failure(server, "unknown host", e);
        }
    }

    private static boolean isAllowed(InetAddress address, ServerAddress.Family family) {
        return switch (family) {
            case ANY -> true;
            case IPV4 -> address instanceof Inet4Address;
            case IPV6 -> address instanceof Inet6Address;
        };
    }

    private Mono<Connection> tryFrom(int index) {
        return connect(addresses.get(index)).onErrorResume(error -> afterFailure(index, error));
    }

    private Mono<Connection> afterFailure(int index, Throwable error) {
        return index + 1 < addresses.size() ? tryFrom(index + 1) : Mono.error(failure(server, reason(error), error));
    }

    private Mono<Connection> connect(InetAddress address) {
        return TcpClient.create(ConnectionProvider.newConnection())
                .runOn(runtime.loops(), false)
                .remoteAddress(() -> new InetSocketAddress(address, server.port()))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        server.connectTimeout().toMillis())
                .connect()
                .cast(Connection.class);
    }

    private static String reason(Throwable error) {
        if (error instanceof ConnectTimeoutException) {
            return "no answer in time";
        }
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static ConnectionLost failure(ServerAddress server, String reason, @Nullable Throwable cause) {
        String expected = server.unix() == null
                ? "a server there; tesela up starts one, --host and --port say where"
                : "a server there; tesela up --unix PATH starts one, --unix says where";
        return new ConnectionLost(
                "cannot connect to " + server + ": " + reason + " (expected: " + expected + ")", cause);
    }
}
