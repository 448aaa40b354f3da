package io.tesela.standalone;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of the dashboard or of an alert asks for; knows as much of PromQL as these use.
 *
 * @param selectors the series it starts from
 * @param groupedBy the labels that its series keep
 * @param made the labels that it gives to its series itself
 */
record Expression(List<Selector> selectors, List<String> groupedBy, List<String> made) {
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]");
    private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");

    /** What counts up is turned into how fast it does. */
    private static final Pattern RATE = Pattern.compile("\\b(?:rate|increase)\\(([a-z_]\\w*)");

    private static final Pattern QUANTILE =
            Pattern.compile("\\bhistogram_quantile\\([\\d.]+, sum by \\(([^)]*)\\) \\(rate\\((\\w+)_bucket\\b");

    /** A label that all series get. */
    private static final Pattern LABELLING = Pattern.compile(", \"(\\w+)\", \"\\w+\", \"\", \"\"\\)");

    /** A name that is neither a function nor an operator: nothing opens behind it but its matchers. */
    private static final Pattern SELECTOR =
            Pattern.compile("\\b(?!(?:and|or|unless)\\b)([a-z_]\\w*)\\b(?!\\s*\\()(?:\\{([^}]*)\\})?");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)=(~?)\"([^\"]*)\"");

    /** Words, one of which it is. */
    private static final Pattern WORDS = Pattern.compile("[\\w-]+(?:\\|[\\w-]+)+");

    /**
     * All series of a name that have some labels.
     *
     * @param labels those that are asked for, by the values that each may have
     */
    record Selector(String metric, Map<String, List<String>> labels) {
        boolean matches(Series series) {
            return series.name().equals(metric)
                    && labels.entrySet().stream()
                            .allMatch(label ->
                                    label.getValue().contains(series.labels().get(label.getKey())));
        }
    }

    /** Refuses matchers other than {@code label="value"} and {@code label=~"value|value"}. */
    static Expression parse(String expression) {
        String names = LABELLING
                .matcher(GROUPING.matcher(RANGE.matcher(expression).replaceAll(""))
                        .replaceAll(""))
                .replaceAll(")");
        return new Expression(
                SELECTOR.matcher(names).results().map(Expression::selector).toList(),
                GROUPING.matcher(expression)
                        .results()
                        .flatMap(labels -> Arrays.stream(labels.group(1).split(", ?")))
                        .toList(),
                LABELLING
                        .matcher(expression)
                        .results()
                        .map(label -> label.group(1))
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
        Map<String, List<String>> labels = new LinkedHashMap<>();
        for (String matcher :
                found.group(2) == null ? new String[0] : found.group(2).split(",")) {
            Matcher parts = MATCHER.matcher(matcher.strip());
            boolean known = parts.matches()
                    && (parts.group(2).isEmpty()
                            || WORDS.matcher(parts.group(3)).matches());
            if (!known) {
                throw new IllegalArgumentException(
                        "matcher: " + matcher + " (expected: LABEL=\"VALUE\" or LABEL=~\"WORD|WORD\")");
            }
            String value = parts.group(3);
            labels.put(parts.group(1), parts.group(2).isEmpty() ? List.of(value) : List.of(value.split("\\|")));
        }
        return new Selector(found.group(1), labels);
    }
}
