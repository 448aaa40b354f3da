package io.tesela.wire;

import io.netty.buffer.ByteBuf;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one connection into messages, wherever the network has cut them; the layout is at {@link WireCodec}.
 *
 * <p>With Reactor Netty: {@code inbound.receive().map(decoder::decode).concatMapIterable(messages -> messages, 1)}. {@code map}
 * it must be: {@code receive()} releases each buffer when {@code onNext} returns, so it may not be queued before it is decoded.
 *
 * <ul>
 *   <li><b>Backpressure:</b> at most one message is held: 64 KiB of JSON or 1 MiB of payload. Its length is checked first, and
 *       memory is taken as its bytes come, so that a sender who only claims a length costs nothing.
 *   <li><b>Order:</b> that of the bytes.
 *   <li><b>Threads:</b> one at a time; never blocks.
 *   <li><b>Ownership:</b> buffers stay the caller's and may be released at once; messages need not be released.
 *   <li><b>Errors:</b> {@link TeselaException}; the decoder is then of no more use, and every further call throws it again.
 * </ul>
 */
public final class MessageDecoder<M extends WireMessage> {
    /** Holds a whole message that is not a chunk; a larger one grows by doubling. */
    private static final int FIRST_BYTES = 16 * 1024;

    private final Function<JsonFields, MessageHead<M>> reader;
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    private Part part = Part.LENGTH;
    /** Bytes of the current part. */
    private int expected = Integer.BYTES;
    /** What the current part fills; {@link #length} or a buffer of its own, no larger than that part. */
    private ByteBuffer filling = length;

    private @Nullable MessageHead<M> head;
    private @Nullable TeselaException failure;

    private enum Part {
        LENGTH,
        JSON,
        PAYLOAD
    }

    private MessageDecoder(Function<JsonFields, MessageHead<M>> reader) {
        this.reader = reader;
    }

    /** Returns a decoder for a server: any type that only a server sends is unknown to it. */
    public static MessageDecoder<ClientMessage> ofClientMessages() {
        return new MessageDecoder<>(ClientJson::read);
    }

    /** Returns a decoder for a client: any type that only a client sends is unknown to it. */
    public static MessageDecoder<ServerMessage> ofServerMessages() {
        return new MessageDecoder<>(ServerJson::read);
    }

    /**
     * Reads {@code bytes} to their end and returns the messages that end in them, none if they only go on with one.
     *
     * @throws TeselaException {@link FailureCode#BAD_MESSAGE}, or another code for a handshake whose tiles, filters or version are
     *     refused; messages of {@code bytes} before the bad one are lost
     */
    public List<M> decode(ByteBuf bytes) {
        if (failure != null) {
            throw failure;
        }
        List<M> messages = new ArrayList<>();
        try {
            while (bytes.isReadable()) {
                fill(bytes);
                if (filling.position() == expected) {
                    advance(messages);
                }
            }
        } catch (TeselaException e) {
            throw fail(e);
        } catch (IllegalArgumentException e) {
            throw fail(new TeselaException(FailureCode.BAD_MESSAGE, String.valueOf(e.getMessage()), e));
        }
        return messages;
    }

    /**
     * Says that no more bytes come.
     *
     * @throws TeselaException {@link FailureCode#BAD_MESSAGE} if that is in the middle of a message
     */
    public void end() {
        if (failure != null) {
            throw failure;
        }
        if (part != Part.LENGTH || length.position() > 0) {
            throw fail(JsonFields.refusal("message: the connection ended inside it (expected: whole messages)"));
        }
    }

    private void fill(ByteBuf bytes) {
        if (!filling.hasRemaining()) {
            filling = ByteBuffer.allocate(Math.min(expected, 2 * filling.capacity()))
                    .put(filling.flip());
        }
        int count = Math.min(bytes.readableBytes(), filling.remaining());
        int end = filling.limit();
        bytes.readBytes(filling.limit(filling.position() + count));
        filling.limit(end);
    }

    /** Acts on a full part; a payload of no bytes is full at once. */
    private void advance(List<M> messages) {
        switch (part) {
            case LENGTH -> expect(Part.JSON, jsonLength());
            case JSON -> {
                MessageHead<M> read = reader.apply(WireCodec.parse(filling.flip()));
                head = read;
                expect(Part.PAYLOAD, read.payloadBytes());
                if (read.payloadBytes() == 0) {
                    complete(read, messages);
                }
            }
            case PAYLOAD -> {
                if (head != null) {
                    complete(head, messages);
                }
            }
        }
    }

    private int jsonLength() {
        long claimed = Integer.toUnsignedLong(length.getInt(0));
        if (claimed < WireCodec.MIN_JSON_BYTES || claimed > WireCodec.MAX_JSON_BYTES) {
            throw JsonFields.refusal("message length: " + claimed + " (expected: " + WireCodec.MIN_JSON_BYTES + " to "
                    + WireCodec.MAX_JSON_BYTES + ")");
        }
        return (int) claimed;
    }

    private void expect(Part next, int bytes) {
        part = next;
        expected = bytes;
        filling = ByteBuffer.allocate(Math.min(bytes, FIRST_BYTES));
    }

    private void complete(MessageHead<M> read, List<M> messages) {
        messages.add(read.complete().apply(filling.flip()));
        head = null;
        part = Part.LENGTH;
        expected = Integer.BYTES;
        filling = length.clear();
    }

    private TeselaException fail(TeselaException error) {
        failure = error;
        part = Part.LENGTH;
        filling = ByteBuffer.allocate(0);
        head = null;
        return error;
    }
}
