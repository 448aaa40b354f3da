package io.tesela.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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

    /** Returns the sum of all series of a meter, of which there must be one; each must be a number. */
    public long sum(String meter) {
        return sum(meter, "");
    }

    /**
     * Returns the sum of some series of a meter.
     *
     * @param label how one of their labels begins, such as {@code role="ingest}
     */
    public long sum(String meter, String label) {
        double[] values = text.lines()
                .filter(line -> line.startsWith(meter + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .toArray();
        double sum = Arrays.stream(values).sum();
        if (values.length == 0 || Double.isNaN(sum)) {
            // The sum of nothing would be 0, which is what most who ask hope for.
            throw new IllegalStateException("meter " + meter + ", " + label + ": "
                    + (values.length == 0 ? "not told" : sum) + " (expected: a number)");
        }
        return (long) sum;
    }
}
