/**
 * The TCP protocol between the client and ingest: its messages, their bytes, and what may follow what.
 *
 * <p>What a message makes a server or a client do does not belong here, nor do sockets.
 *
 * <p>Starting points: {@link io.tesela.wire.WireCodec} draws the layout, {@link io.tesela.wire.ClientMessage} and {@link
 * io.tesela.wire.ServerMessage} are the messages, {@link io.tesela.wire.SessionState} is their order.
 */
@NullMarked
package io.tesela.wire;

import org.jspecify.annotations.NullMarked;
