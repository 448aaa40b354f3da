package io.tesela.domain.filter;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One number a filter takes.
 *
 * @param name as in {@code canny:low=50}
 * @param kind which numbers are allowed between the bounds
 * @param defaultValue used when the parameter is not given
 * @param min lowest allowed value
 * @param max highest allowed value
 */
public record ParameterDeclaration(String name, Kind kind, double defaultValue, double min, double max) {
    /** Which numbers a parameter may take. */
    public enum Kind {
        NUMBER("a number"),
        WHOLE("a whole number"),
        ODD("an odd whole number");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        boolean allows(double value) {
            return switch (this) {
                case NUMBER -> Double.isFinite(value);
                case WHOLE -> value == Math.rint(value);
                case ODD -> value == Math.rint(value) && Math.abs(value % 2) == 1;
            };
        }
    }

    /** Returns {@code text} as a value of this parameter of {@code filter}, or refuses it naming what was expected. */
    double parse(String filter, String text) {
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
        return kind.words + " from " + format(min) + " to " + format(max);
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
