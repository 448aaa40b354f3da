package io.tesela.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a service on this machine tells of its meters at one moment.
 *
 * @param text as Prometheus reads it
 */
public record MetricsPage(String text) {
    /** Reads the page; blocks for a moment. */
    public static MetricsPage read(int httpPort) {
        try (InputStream in =
                URI.create("http://127.0.0.1:" + httpPort + "/metrics").toURL().openStream()) {
            return new MetricsPage(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the service does not tell its meters", e);
        }
    }

    /** Returns the sum of all series of a meter, of which there must be one. */
    public long sum(String meter) {
        return sum(meter, "");
    }

    /**
     * Returns the sum of some series of a meter.
     *
     * @param label how one of their labels begins, such as {@code role="ingest}
     */
    public long sum(String meter, String label) {
        List<String> series =
                text.lines().filter(line -> line.startsWith(meter + "{")).toList();
        if (series.isEmpty()) {
            // A sum of nothing would be 0, which is what most who ask hope for.
            throw new IllegalStateException("meter " + meter + ": not told (expected: it is)");
        }
        return (long) series.stream()
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
