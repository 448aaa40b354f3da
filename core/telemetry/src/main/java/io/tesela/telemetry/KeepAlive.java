package io.tesela.telemetry;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import jdk.net.ExtendedSocketOptions;
import reactor.netty.transport.ServerTransport;
import reactor.netty.transport.ServerTransportConfig;

/** Has a server notice within two minutes that a peer's machine is gone; a peer that only says nothing may stay. */
public final class KeepAlive {
    private static final int IDLE_SECONDS = 60;
    private static final int PROBE_SECONDS = 10;
    private static final int PROBES = 6;

    private KeepAlive() {}

    /** Returns the server, over TCP, with that. */
    public static <T extends ServerTransport<T, C>, C extends ServerTransportConfig<C>> T on(T server) {
        return server.childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), PROBE_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES);
    }
}
