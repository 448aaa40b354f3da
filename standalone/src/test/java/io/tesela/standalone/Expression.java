package io.tesela.standalone;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of the dashboard asks for; knows as much of PromQL as the dashboard uses.
 *
 * @param selectors the series it starts from
 * @param groupedBy the labels that its series keep
 */
record Expression(List<Selector> selectors, List<String> groupedBy) {
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]");
    private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");

    /** What counts up is turned into how fast it does. */
    private static final Pattern RATE = Pattern.compile("\\b(?:rate|increase)\\(([a-z_]\\w*)");

    private static final Pattern QUANTILE =
            Pattern.compile("\\bhistogram_quantile\\([\\d.]+, sum by \\(([^)]*)\\) \\(rate\\((\\w+)_bucket\\b");

    /** A name that is no function: nothing opens behind it but its matchers. */
    private static final Pattern SELECTOR = Pattern.compile("\\b([a-z_]\\w*)\\b(?!\\s*\\()(?:\\{([^}]*)\\})?");

    private static final Pattern EQUAL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /**
     * All series of a name that have some labels.
     *
     * @param labels those that are asked for by their values
     */
    record Selector(String metric, Map<String, String> labels) {
        boolean matches(Series series) {
            return series.name().equals(metric) && series.labels().entrySet().containsAll(labels.entrySet());
        }
    }

    /** Refuses matchers other than {@code label="value"}. */
    static Expression parse(String expression) {
        String names =
                GROUPING.matcher(RANGE.matcher(expression).replaceAll("")).replaceAll("");
        return new Expression(
                SELECTOR.matcher(names).results().map(Expression::selector).toList(),
                GROUPING.matcher(expression)
                        .results()
                        .flatMap(labels -> Arrays.stream(labels.group(1).split(", ?")))
                        .toList());
    }

    /** Returns the names whose series are turned into how fast they count up. */
    static List<String> rates(String expression) {
        return RATE.matcher(expression).results().map(rate -> rate.group(1)).toList();
    }

    /** Returns whether all quantiles are of buckets that are kept apart by their bounds. */
    static boolean quantilesKeepBounds(String expression) {
        long kept = QUANTILE.matcher(expression)
                .results()
                .filter(quantile ->
                        Arrays.asList(quantile.group(1).split(", ?")).contains("le"))
                .count();
        return kept == expression.split("\\bhistogram_quantile\\(", -1).length - 1;
    }

    private static Selector selector(MatchResult found) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String matcher :
                found.group(2) == null ? new String[0] : found.group(2).split(",")) {
            Matcher equal = EQUAL.matcher(matcher.strip());
            if (!equal.matches()) {
                throw new IllegalArgumentException("matcher: " + matcher + " (expected: LABEL=\"VALUE\")");
            }
            labels.put(equal.group(1), equal.group(2));
        }
        return new Selector(found.group(1), labels);
    }
}
