package io.tesela.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterDeclaration;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.filter.ParameterDeclaration;
import java.util.Map;

/** JSON of the filters there are, as they are with their default parameters; also what {@code filters --json} prints. */
public final class FilterCatalogueJson {
    private FilterCatalogueJson() {}

    /** Returns an array with an object for each filter, by name. */
    public static ArrayNode write(FilterCatalogue catalogue) {
        ArrayNode filters = JsonNodeFactory.instance.arrayNode();
        catalogue
                .all()
                .forEach(filter -> write(filter, catalogue.specify(filter.name(), Map.of()), filters.addObject()));
        return filters;
    }

    private static void write(FilterDeclaration filter, FilterSpec usual, ObjectNode json) {
        json.put("name", filter.name()).put("summary", filter.summary());
        json.put("scope", JsonFields.onWire(filter.scope()));
        json.put("halo", filter.halo(usual).pixels()).put("frames_back", usual.temporalExtent());
        json.put("colour", colour(filter));
        ArrayNode parameters = json.putArray("parameters");
        filter.parameters().forEach(parameter -> write(parameter, parameters.addObject()));
    }

    private static void write(ParameterDeclaration parameter, ObjectNode json) {
        json.put("name", parameter.name()).put("default", parameter.text(parameter.defaultValue()));
        json.put("expected", parameter.expectation());
        if (parameter.kind() != ParameterDeclaration.Kind.WORD) {
            json.put("kind", JsonFields.onWire(parameter.kind()));
            json.put("min", parameter.min()).put("max", parameter.max());
        }
        ArrayNode words = json.putArray("words");
        parameter.words().keySet().forEach(words::add);
    }

    private static String colour(FilterDeclaration filter) {
        if (filter.gray()) {
            return "gray";
        }
        return filter.keepsChroma() ? "luma" : "colour";
    }
}
