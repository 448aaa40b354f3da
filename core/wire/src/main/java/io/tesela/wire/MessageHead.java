package io.tesela.wire;

import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * A message whose JSON has been read and whose payload may still have to come.
 *
 * @param payloadBytes how many bytes follow the JSON
 * @param complete makes the message from its payload
 */
record MessageHead<M extends WireMessage>(int payloadBytes, Function<ByteBuffer, M> complete) {
    /** Returns the head of a message without a payload. */
    static <M extends WireMessage> MessageHead<M> bare(JsonFields json, M message) {
        if (json.any(WireCodec.BYTES) != null) {
            // Taking it as an unknown field would read the payload as the next message.
            throw JsonFields.refusal(json.name() + ": bytes (expected: no payload with this type)");
        }
        return new MessageHead<>(0, none -> message);
    }

    /** Returns the head of a message with a payload, which may be empty. */
    static <M extends WireMessage> MessageHead<M> of(JsonFields json, Function<ByteBuffer, M> complete) {
        return new MessageHead<>(json.payloadBytes(), complete);
    }
}
