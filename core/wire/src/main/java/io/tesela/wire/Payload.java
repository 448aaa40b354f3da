package io.tesela.wire;

import java.nio.ByteBuffer;

/** What every payload of a message obeys. */
final class Payload {
    static final int MAX_BYTES = 1 << 20;

    private Payload() {}

    /** Returns a new one without bytes. */
    static ByteBuffer none() {
        return ByteBuffer.allocate(0).asReadOnlyBuffer();
    }

    /** Returns a read-only view of the remaining bytes. */
    static ByteBuffer checked(ByteBuffer payload) {
        if (payload.remaining() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "payload: " + payload.remaining() + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        return payload.slice().asReadOnlyBuffer();
    }
}
