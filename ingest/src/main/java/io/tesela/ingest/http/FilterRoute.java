package io.tesela.ingest.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.telemetry.HttpAnswer;
import io.tesela.wire.FilterCatalogueJson;
import java.util.function.Consumer;
import reactor.netty.http.server.HttpServerRoutes;

/** {@code /filters}: what a job may ask for, and what it gets that asks for nothing. */
final class FilterRoute implements Consumer<HttpServerRoutes> {
    private final HttpAnswer answer;

    FilterRoute(FilterCatalogue catalogue, IngestConfig.JobDefaults defaults) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("filters", FilterCatalogueJson.write(catalogue));
        json.put("default_filters", defaults.filters());
        json.put("default_tiles", defaults.tiles().toString());
        this.answer = HttpAnswer.json(json.toString());
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        Refusing.readable(routes, "/filters", answer::send);
    }
}
