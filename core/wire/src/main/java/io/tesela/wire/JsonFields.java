package io.tesela.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, each taken with the type it must have; JSON's null is as good as a field that is not there.
 *
 * <p><b>Errors:</b> {@link FailureCode#BAD_MESSAGE} naming the object, the field, what is there and what was expected.
 *
 * @param name of the object, for messages
 * @param json an object
 */
record JsonFields(String name, JsonNode json) {
    private static final int MAX_SHOWN = 60;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    static TeselaException refusal(String sentence) {
        return new TeselaException(FailureCode.BAD_MESSAGE, sentence);
    }

    /** Returns the value of any type, null if it is not there. */
    @Nullable
    JsonNode any(String field) {
        JsonNode value = json.get(field);
        return value == null || value.isNull() ? null : value;
    }

    String text(String field) {
        return required(field, "a string", optionalText(field));
    }

    @Nullable
    String optionalText(String field) {
        JsonNode value = any(field);
        if (value != null && !value.isTextual()) {
            throw unexpected(field, value, "a string");
        }
        return value == null ? null : value.textValue();
    }

    boolean flag(String field) {
        required(field, "true or false", any(field));
        return optionalFlag(field);
    }

    /** Returns false where there is none. */
    boolean optionalFlag(String field) {
        JsonNode value = any(field);
        if (value != null && !value.isBoolean()) {
            throw unexpected(field, value, "true or false");
        }
        return value != null && value.booleanValue();
    }

    long whole(String field) {
        return whole(field, 0, Long.MAX_VALUE);
    }

    long whole(String field, long min, long max) {
        return required(field, range(min, max), optionalWhole(field, min, max));
    }

    @Nullable
    Long optionalWhole(String field) {
        return optionalWhole(field, 0, Long.MAX_VALUE);
    }

    @Nullable
    Long optionalWhole(String field, long min, long max) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            throw unexpected(field, value, range(min, max));
        }
        return value.longValue();
    }

    double number(String field) {
        return required(field, "a number", optionalNumber(field));
    }

    @Nullable
    Double optionalNumber(String field) {
        JsonNode value = any(field);
        if (value != null && (!value.isNumber() || !Double.isFinite(value.doubleValue()))) {
            throw unexpected(field, value, "a number");
        }
        return value == null ? null : value.doubleValue();
    }

    int crc32c(String field) {
        String text = text(field);
        if (!Crc32c.isHex(text)) {
            throw unexpected(field, json.path(field), "8 lower-case hex digits");
        }
        return Crc32c.parse(text);
    }

    String sha256(String field) {
        String text = text(field);
        if (!SHA256.matcher(text).matches()) {
            throw unexpected(field, json.path(field), "64 lower-case hex digits");
        }
        return text;
    }

    int payloadBytes() {
        return (int) whole(WireCodec.BYTES, 0, WireCodec.MAX_PAYLOAD_BYTES);
    }

    @Nullable
    JsonFields optionalObject(String field) {
        JsonNode value = any(field);
        if (value != null && !value.isObject()) {
            throw unexpected(field, value, "an object");
        }
        return value == null ? null : new JsonFields(name + "." + field, value);
    }

    @Nullable
    JsonNode optionalArray(String field) {
        JsonNode value = any(field);
        if (value != null && !value.isArray()) {
            throw unexpected(field, value, "an array");
        }
        return value;
    }

    <E extends Enum<E>> @Nullable E optionalWord(String field, List<E> words) {
        String text = optionalText(field);
        if (text == null) {
            return null;
        }
        return words.stream()
                .filter(word -> onWire(word).equals(text))
                .findFirst()
                .orElseThrow(() -> unexpected(
                        field,
                        json.path(field),
                        "one of "
                                + String.join(
                                        ", ",
                                        words.stream().map(JsonFields::onWire).toList())));
    }

    <E extends Enum<E>> E word(String field, List<E> words) {
        return required(
                field,
                "one of "
                        + String.join(
                                ", ", words.stream().map(JsonFields::onWire).toList()),
                optionalWord(field, words));
    }

    /** Returns the way an enum constant is written on the wire. */
    static String onWire(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    TeselaException unexpected(String field, JsonNode value, String expected) {
        String text = value.toString();
        String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
        return refusal(name + ": " + field + ": " + shown + " (expected: " + expected + ")");
    }

    private <T> T required(String field, String expected, @Nullable T value) {
        if (value == null) {
            throw refusal(name + ": " + field + " is missing (expected: " + expected + ")");
        }
        return value;
    }

    private static String range(long min, long max) {
        return max == Long.MAX_VALUE
                ? "a whole number" + (min == Long.MIN_VALUE ? "" : " >= " + min)
                : "a whole number from " + min + " to " + max;
    }
}
