package io.tesela.client.upload;

import io.tesela.wire.ClientMessage;
import io.tesela.wire.WireCodec;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/** Gives single messages to a connection. */
final class Sending {
    private Sending() {}

    /** Completes when the operating system has taken the whole message. */
    static Mono<Void> send(Connection connection, ClientMessage message) {
        return connection
                .outbound()
                .sendObject(WireCodec.encode(message, connection.channel().alloc()))
                .then();
    }
}
