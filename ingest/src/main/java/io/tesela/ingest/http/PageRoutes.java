package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * {@code /}: the page, with all that it needs; it asks nobody else for anything.
 *
 * <p><b>Threads:</b> the server's event loops. Its files, some 100 KB, are held.
 */
final class PageRoutes implements Consumer<HttpServerRoutes> {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    /** Path, and what is there. */
    private static final Map<String, Asset> OURS = Map.ofEntries(
            Map.entry("/", new Asset("page/index.html", HTML)),
            Map.entry("/page.css", new Asset("page/page.css", CSS)),
            Map.entry("/page.js", new Asset("page/page.js", SCRIPT)),
            Map.entry("/attention.js", new Asset("page/attention.js", SCRIPT)),
            Map.entry("/chain.js", new Asset("page/chain.js", SCRIPT)),
            Map.entry("/charts.js", new Asset("page/charts.js", SCRIPT)),
            Map.entry("/comparison.js", new Asset("page/comparison.js", SCRIPT)),
            Map.entry("/details.js", new Asset("page/details.js", SCRIPT)),
            Map.entry("/elements.js", new Asset("page/elements.js", SCRIPT)),
            Map.entry("/heatmap.js", new Asset("page/heatmap.js", SCRIPT)),
            Map.entry("/jobs.js", new Asset("page/jobs.js", SCRIPT)),
            Map.entry("/numbers.js", new Asset("page/numbers.js", SCRIPT)),
            Map.entry("/player.js", new Asset("page/player.js", SCRIPT)),
            Map.entry("/sender.js", new Asset("page/sender.js", SCRIPT)),
            Map.entry("/tus.js", new Asset("page/tus.js", SCRIPT)));

    /** Nothing from elsewhere; blobs are the video that grows. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " connect-src 'self'; media-src 'self' blob:; img-src 'self' data:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private record Asset(String resource, String type) {}

    @Override
    public void accept(HttpServerRoutes routes) {
        OURS.forEach((path, asset) -> add(routes, path, asset.type(), bytes(asset.resource())));
        add(routes, "/uplot.js", SCRIPT, bytes(uplot("uPlot.iife.min.js")));
        add(routes, "/uplot.css", CSS, bytes(uplot("uPlot.min.css")));
    }

    private static void add(HttpServerRoutes routes, String path, String type, byte[] bytes) {
        routes.get(path, (request, response) -> send(request, response, type, bytes));
        routes.head(path, (request, response) -> send(request, response, type, bytes));
    }

    private static Publisher<Void> send(
            HttpServerRequest request, HttpServerResponse response, String type, byte[] bytes) {
        HttpServerResponse described = response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length))
                .header(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .header(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
        return request.method().equals(HttpMethod.HEAD) ? described.send() : described.sendByteArray(Mono.just(bytes));
    }

    /** Where a WebJar has its files depends on its version, which is the build's business. */
    private static String uplot(String file) {
        try (InputStream in = open("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return "/META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/dist/" + file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = PageRoutes.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + ": not in the class path (expected: packed with this class)");
        }
        return in;
    }
}
