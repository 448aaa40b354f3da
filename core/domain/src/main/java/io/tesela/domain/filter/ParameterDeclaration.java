package io.tesela.domain.filter;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One number a filter takes, or a word that stands for one.
 *
 * @param name as in {@code canny:low=50}
 * @param kind which numbers are allowed between the bounds
 * @param defaultValue used when the parameter is not given
 * @param min lowest allowed value
 * @param max highest allowed value
 * @param words may be given instead, each for a number of its own; in order
 */
public record ParameterDeclaration(
        String name, Kind kind, double defaultValue, double min, double max, Map<String, Double> words) {
    /** Which numbers a parameter may take. */
    public enum Kind {
        NUMBER("a number"),
        WHOLE("a whole number"),
        ODD("an odd whole number"),
        EVEN("an even whole number"),
        /** None: one of its words. */
        WORD("a word");

        private final String phrase;

        Kind(String phrase) {
            this.phrase = phrase;
        }

        boolean allows(double value) {
            return switch (this) {
                case NUMBER -> Double.isFinite(value);
                case WHOLE -> value == Math.rint(value);
                case ODD -> value == Math.rint(value) && Math.abs(value % 2) == 1;
                case EVEN -> value % 2 == 0;
                case WORD -> false;
            };
        }
    }

    public ParameterDeclaration {
        words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
    }

    /** Declares a number that no word stands for. */
    public ParameterDeclaration(String name, Kind kind, double defaultValue, double min, double max) {
        this(name, kind, defaultValue, min, max, Map.of());
    }

    /** Declares a choice between words; the first is the default, and stands for 0, the second for 1, and so on. */
    public static ParameterDeclaration choice(String name, List<String> words) {
        Map<String, Double> numbered = new LinkedHashMap<>();
        for (String word : words) {
            numbered.put(word, (double) numbered.size());
        }
        return new ParameterDeclaration(name, Kind.WORD, 0, 0, -1, numbered);
    }

    /** Returns this parameter, where a word may also be given for a number that cannot be given itself. */
    public ParameterDeclaration orWord(String word, double standsFor) {
        Map<String, Double> more = new LinkedHashMap<>(words);
        more.put(word, standsFor);
        return new ParameterDeclaration(name, kind, defaultValue, min, max, more);
    }

    /** Returns {@code text} as a value of this parameter of {@code filter}, or refuses it naming what was expected. */
    double parse(String filter, String text) {
        Double word = words.get(text);
        if (word != null) {
            return word;
        }
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw refusal(filter, text, e);
        }
        if (!kind.allows(value) || value < min || value > max) {
            throw refusal(filter, text, null);
        }
        return value;
    }

    /** Returns what may be given, for messages and help. */
    public String expectation() {
        Optional<String> numbers = kind == Kind.WORD
                ? Optional.empty()
                : Optional.of(kind.phrase + " from " + format(min) + " to " + format(max));
        return Stream.concat(numbers.stream(), words.keySet().stream()).collect(Collectors.joining(" or "));
    }

    /** Returns a value as it may be given. */
    public String text(double value) {
        return words.entrySet().stream()
                .filter(word -> word.getValue() == value)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> format(value));
    }

    /** Returns a value the way people write it: no exponent, no trailing zeros. */
    public static String format(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private TeselaException refusal(String filter, String text, @Nullable NumberFormatException cause) {
        return new TeselaException(
                FailureCode.BAD_FILTER,
                filter + ": " + name + " is " + text + " (expected: " + expectation() + ")",
                cause);
    }
}
