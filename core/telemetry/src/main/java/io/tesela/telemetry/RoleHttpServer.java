package io.tesela.telemetry;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.LoopResources;

/**
 * The HTTP server of a role: its routes, and one sentence with 404 for everything else.
 *
 * <ul>
 *   <li><b>Backpressure:</b> connections, the request line, its headers and idle time are bounded by {@link RoleHttpConfig}
 *       and the constants here.
 *   <li><b>Threads:</b> requests run on the given event loops; {@link #close()} waits and so must not be called there.
 *   <li><b>Ownership:</b> whoever subscribed to {@link #start} closes the server; the loops stay the caller's.
 *   <li><b>Errors:</b> the Mono fails when the address is taken or unknown.
 * </ul>
 */
public final class RoleHttpServer implements AutoCloseable {
    private static final int MAX_REQUEST_LINE_BYTES = 4096;
    private static final int MAX_HEADER_BYTES = 8192;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final DisposableServer server;
    private final ChannelGroup connections;

    private RoleHttpServer(DisposableServer server, ChannelGroup connections) {
        this.server = server;
        this.connections = connections;
    }

    /**
     * Starts a server that answers once the Mono has emitted it; each subscription starts another.
     *
     * @param loops event loops of this process
     * @param routes asked in this order; {@link RoleRoutes} is one of them
     */
    public static Mono<RoleHttpServer> start(
            RoleHttpConfig config, LoopResources loops, List<Consumer<HttpServerRoutes>> routes) {
        return Mono.defer(() -> bind(config, loops, List.copyOf(routes)));
    }

    /** Returns the port that was bound, also when any free one was asked for. */
    public int port() {
        return server.port();
    }

    /** Returns the address that was bound. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    /** Stops to listen, and closes what is open; the port is free as soon as the event loop has looked at its channels. */
    @Override
    public void close() {
        server.disposeNow(CLOSE_TIMEOUT);
        connections.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
    }

    private static Mono<RoleHttpServer> bind(
            RoleHttpConfig config, LoopResources loops, List<Consumer<HttpServerRoutes>> routes) {
        // stays closed: a connection accepted while the server closes is closed too
        ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
        return KeepAlive.on(HttpServer.create())
                .bindAddress(config::address)
                .runOn(loops)
                .idleTimeout(config.idleTimeout())
                .httpRequestDecoder(spec ->
                        spec.maxInitialLineLength(MAX_REQUEST_LINE_BYTES).maxHeaderSize(MAX_HEADER_BYTES))
                .doOnChannelInit((observer, channel, remote) -> admit(channel, connections, config.maxConnections()))
                .route(all -> addTo(all, routes))
                .bind()
                .cast(DisposableServer.class)
                .map(server -> new RoleHttpServer(server, connections));
    }

    /** Counts by the group itself, which forgets a channel when it closes: a count of our own could drift. */
    private static void admit(Channel channel, ChannelGroup connections, int maxConnections) {
        connections.add(channel);
        if (connections.size() > maxConnections) {
            ChannelFuture unused = channel.close(); // nobody waits for it, and nothing is left if it fails
        }
    }

    private static void addTo(HttpServerRoutes all, List<Consumer<HttpServerRoutes>> routes) {
        routes.forEach(each -> each.accept(all));
        RoleRoutes.refuseOthers(all);
    }
}
