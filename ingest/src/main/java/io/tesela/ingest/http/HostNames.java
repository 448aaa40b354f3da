package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import io.tesela.telemetry.HttpAnswer;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The names by which a browser may come; under any other every route that is added after this one is refused. A site can have its own name lead to
 * this machine (DNS rebinding), and its pages then count as ours. Nobody can do that with an address, nor with a name without a dot.
 *
 * <p><b>Threads:</b> any.
 *
 * <p>Source: RFC 9110, 7.2 (Host) and 15.5.20 (421).
 */
final class HostNames implements Consumer<HttpServerRoutes> {
    /** An address of version 6 in brackets, or anything else; and a port. */
    private static final Pattern HOST = Pattern.compile("(?:\\[[0-9a-fA-F:.]+]|([^:]*))(?::\\d{0,5})?");

    private static final String LOCALHOST = ".localhost";

    private final Set<String> names;

    /** @param names of this machine, or of what is in front of it; in any case of letters */
    HostNames(Stream<String> names) {
        this.names = names.map(HostNames::normal).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        routes.route(
                request -> !admit(host(request)),
                (request, response) -> refusal(request).send(request, response));
    }

    /**
     * Returns whether a browser may come by it.
     *
     * @param host the header; null: who sends none is no browser
     */
    boolean admit(@Nullable String host) {
        if (host == null) {
            return true;
        }
        Matcher parts = HOST.matcher(host.strip());
        return parts.matches() && (parts.group(1) == null || admitName(normal(parts.group(1))));
    }

    private boolean admitName(String name) {
        return name.indexOf('.') < 0
                || NetUtil.isValidIpV4Address(name)
                || name.endsWith(LOCALHOST)
                || names.contains(name);
    }

    private static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static @Nullable String host(HttpServerRequest request) {
        return request.requestHeaders().get(HttpHeaderNames.HOST);
    }

    /** What comes from outside is sent back only as far as a name has such letters. */
    private static HttpAnswer refusal(HttpServerRequest request) {
        String host = String.valueOf(host(request)).replaceAll("[^A-Za-z0-9.:_-]", "?");
        return HttpAnswer.line(
                HttpResponseStatus.MISDIRECTED_REQUEST,
                "this service is not known as " + host
                        + " (expected: an address, a name without a dot, or one that --host-name tells)");
    }
}
