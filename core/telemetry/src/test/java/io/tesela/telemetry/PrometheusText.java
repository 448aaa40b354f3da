package io.tesela.telemetry;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads Prometheus' text format 0.0.4 strictly: a line that is neither comment nor sample is an error.
 *
 * <p>Source: Prometheus, "Exposition formats", text-based format.
 */
final class PrometheusText {
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\.)*\",?)*\\})?) (\\S+)");

    private PrometheusText() {}

    /** Returns the value of each series, by its name with its labels. */
    static Map<String, Double> parse(String text) {
        return text.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(PrometheusText::sample)
                .collect(Collectors.toMap(sample -> sample.group(1), sample -> value(sample.group(2))));
    }

    private static Matcher sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("line: " + line + " (expected: NAME{LABELS} VALUE)");
        }
        return matcher;
    }

    private static double value(String number) {
        return number.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(number);
    }
}
