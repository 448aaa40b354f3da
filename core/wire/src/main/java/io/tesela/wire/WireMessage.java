package io.tesela.wire;

/**
 * One unit of the TCP protocol.
 *
 * <p><b>Ownership:</b> payloads are read-only buffers, nothing has to be released, and every call of an accessor gives a buffer
 * with a position of its own. A decoded message shares no memory with the network. A message that you make is a view of the
 * buffer you give it: leave its bytes alone until the message is encoded.
 *
 * <p><b>Threads:</b> immutable; any thread.
 */
public sealed interface WireMessage permits ClientMessage, ServerMessage {
    /** Returns its name on the wire, such as {@code chunk}. */
    String type();
}
