package io.tesela.kafka.record;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.Map;

/** Values of the few, small records whose fields grow over time; unknown fields are passed over. */
final class RecordJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .build();

    private RecordJson() {}

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "value: " + value.getClass() + " (expected: a record of plain values)", e);
        }
    }

    static <T> T read(byte[] json, Class<T> type) {
        return read(json, type, Map.of());
    }

    /**
     * Returns the value.
     *
     * @param added fields that former versions did not write, and what they mean where they are missing
     */
    static <T> T read(byte[] json, Class<T> type, Map<String, Object> added) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (tree instanceof ObjectNode fields) {
                added.forEach((name, value) -> fields.putIfAbsent(name, MAPPER.valueToTree(value)));
            }
            T value = MAPPER.treeToValue(tree, type);
            if (value == null) {
                throw new MalformedRecordException(type.getSimpleName() + ": null (expected: its fields)");
            }
            return value;
        } catch (IOException e) {
            throw new MalformedRecordException(type.getSimpleName() + ": not its JSON (expected: its fields)", e);
        }
    }
}
