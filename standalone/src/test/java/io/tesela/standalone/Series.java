package io.tesela.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One series of {@code /metrics}. */
record Series(String name, Map<String, String> labels) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? \\S+");
    private static final Pattern KIND = Pattern.compile("(?m)^# TYPE (\\S+) (\\w+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Returns what {@code /metrics} of this machine says. */
    static String scrapeOf(int port) throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
    }

    /** Reads Prometheus' text format. */
    static List<Series> of(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(SAMPLE::matcher)
                .filter(Matcher::matches)
                .map(sample -> new Series(sample.group(1), labels(sample.group(2))))
                .toList();
    }

    /** Returns the kinds that Prometheus' text format says the series of each name to be, such as {@code counter}. */
    static Map<String, String> kinds(String text) {
        return KIND.matcher(text).results().collect(Collectors.toMap(kind -> kind.group(1), kind -> kind.group(2)));
    }

    private static Map<String, String> labels(String text) {
        return LABEL.matcher(text == null ? "" : text)
                .results()
                .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2)));
    }
}
