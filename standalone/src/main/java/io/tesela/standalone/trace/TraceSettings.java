package io.tesela.standalone.trace;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether, where to and how much the roles of a process trace.
 *
 * @param otlp base of an OTLP endpoint over HTTP, such as {@code http://localhost:4318}; with or without the
 *     path of traces; null: nothing is traced
 * @param everyFrames of each how many frames the spans of one, and of its tiles, are taken; above 0
 */
public record TraceSettings(@Nullable URI otlp, int everyFrames) {
    /** One frame of each segment, unless those are cut. */
    public static final int EVERY_FRAMES = 48;

    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** Source: OpenTelemetry Protocol, OTLP/HTTP request. */
    private static final String PATH = "/v1/traces";

    public TraceSettings {
        if (otlp != null && !isUsable(otlp)) {
            throw new IllegalArgumentException("otlp: " + otlp + " (expected: http://HOST:PORT or https://HOST:PORT)");
        }
        if (otlp != null && (otlp.getRawQuery() != null || otlp.getRawFragment() != null)) {
            throw new IllegalArgumentException("otlp: " + otlp + " (expected: neither a query nor a fragment)");
        }
        if (everyFrames < 1) {
            throw new IllegalArgumentException("everyFrames: " + everyFrames + " (expected: > 0)");
        }
    }

    /** Returns the settings of who traces nothing. */
    public static TraceSettings off() {
        return new TraceSettings(null, EVERY_FRAMES);
    }

    /** Returns where spans are sent to; empty if nothing is traced. */
    Optional<String> endpoint() {
        return Optional.ofNullable(otlp).map(TraceSettings::endpoint);
    }

    private static String endpoint(URI otlp) {
        String base = otlp.toString().replaceFirst("/+$", "");
        return base.endsWith(PATH) ? base : base + PATH;
    }

    private static boolean isUsable(URI uri) {
        return uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && uri.getHost() != null;
    }
}
