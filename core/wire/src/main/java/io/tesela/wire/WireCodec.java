package io.tesela.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Frame;
import io.tesela.wire.ServerMessage.Attachment;
import io.tesela.wire.ServerMessage.Output;
import io.tesela.wire.ServerMessage.Preview;
import io.tesela.wire.ServerMessage.Result;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of a message.
 *
 * <pre>
 * offset  bytes  field
 *      0      4  n, length of the JSON object; big-endian, unsigned, 2 to 65536
 *      4      n  one JSON object, UTF-8; "type" names the message
 *  4 + n      p  payload; p is the object's "bytes", 0 to 1048576; no payload where the type has no "bytes"
 * </pre>
 *
 * <p>Names are in snake case. Whole numbers are 0 to 2^63 - 1. A checksum {@code crc32c} is a string of 8 lower-case hex digits
 * and covers the payload; {@code sha256} is one of 64. A field that may be missing may be null as well. Fields that are not
 * known are ignored, so that a later version can add some; a field given twice is an error. {@code limits} of {@code accepted}
 * holds {@code json_bytes}, {@code payload_bytes} and, if there is one, {@code upload_bytes}. {@code encoder} of {@code
 * handshake} holds {@code name}, {@code preset} and {@code crf}, each of which may be missing. Filters are drawn at {@link
 * FilterRequest}.
 *
 * <p><b>Threads:</b> stateless; any thread.
 */
public final class WireCodec {
    /** Longest JSON object. */
    public static final int MAX_JSON_BYTES = 1 << 16;
    /** Longest payload. */
    public static final int MAX_PAYLOAD_BYTES = Payload.MAX_BYTES;

    static final String BYTES = "bytes";
    /** The shortest JSON object is {@code {}}. */
    static final int MIN_JSON_BYTES = 2;

    private static final int MAX_NESTING = 16;
    private static final int MAX_REASON = 160;
    /** Never changed after this line. Source names would bring the whole input into messages. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private WireCodec() {}

    /**
     * Returns the bytes of {@code message}.
     *
     * <p><b>Ownership:</b> the caller owns the buffer, which shares nothing with the message.
     *
     * @throws IllegalArgumentException if the JSON object would be longer than {@value #MAX_JSON_BYTES} bytes
     */
    public static ByteBuf encode(WireMessage message, ByteBufAllocator allocator) {
        byte[] json = jsonOf(message);
        if (json.length > MAX_JSON_BYTES) {
            throw new IllegalArgumentException(
                    message.type() + ": " + json.length + " bytes of JSON (expected: at most " + MAX_JSON_BYTES + ")");
        }
        ByteBuffer payload = payloadOf(message);
        int length = Integer.BYTES + json.length + payload.remaining();
        return allocator
                .buffer(length, length)
                .writeInt(json.length)
                .writeBytes(json)
                .writeBytes(payload);
    }

    /** Returns the payload of {@code message}, empty if it has none. */
    static ByteBuffer payloadOf(WireMessage message) {
        if (message instanceof Chunk chunk) {
            return chunk.payload();
        } else if (message instanceof Output output) {
            return output.payload();
        } else if (message instanceof Frame frame) {
            return frame.payload();
        } else if (message instanceof Attachment attachment) {
            return attachment.payload();
        } else if (message instanceof Preview preview) {
            return preview.payload();
        } else if (message instanceof Result result) {
            return result.payload();
        }
        return Payload.none();
    }

    /**
     * Returns the fields of a message, named by its type.
     *
     * @throws TeselaException {@link FailureCode#BAD_MESSAGE} if it is not one JSON object in UTF-8 with a type
     */
    static JsonFields parse(ByteBuffer json) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(
                    StandardCharsets.UTF_8.newDecoder().decode(json).toString());
        } catch (CharacterCodingException e) {
            throw new TeselaException(FailureCode.BAD_MESSAGE, "message: not UTF-8 (expected: a JSON object)", e);
        } catch (JsonProcessingException e) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE, "message: not JSON: " + reason(e) + " (expected: a JSON object)", e);
        }
        if (!tree.isObject()) {
            throw JsonFields.refusal("message: not a JSON object (expected: a JSON object)");
        }
        String type = new JsonFields("message", tree).text("type");
        return new JsonFields(type.length() > 40 ? type.substring(0, 40) + "..." : type, tree);
    }

    /** Returns a number that is written without a fraction where it has none. */
    static JsonNode number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1L << 53
                ? LongNode.valueOf((long) value)
                : DoubleNode.valueOf(value);
    }

    private static byte[] jsonOf(WireMessage message) {
        ObjectNode json = MAPPER.createObjectNode().put("type", message.type());
        if (message instanceof ClientMessage client) {
            ClientJson.write(client, json);
        } else if (message instanceof ServerMessage server) {
            ServerJson.write(server, json);
        }
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(message.type() + ": cannot be written as JSON", e);
        }
    }

    /** Returns what Jackson says, without its own classes, settings and lists of what would have been allowed. */
    private static String reason(JsonProcessingException e) {
        if (e instanceof MismatchedInputException) {
            return "more than one value";
        }
        String text = e.getOriginalMessage().replaceAll("\\s+", " ").replaceAll("(: (was )?expect(ing|ed)| \\().*", "");
        return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "..." : text;
    }
}
