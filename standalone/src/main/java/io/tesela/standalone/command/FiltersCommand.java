package io.tesela.standalone.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterDeclaration;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.filter.ParameterDeclaration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code filters}: lists the filters there are. */
@Command(
        name = "filters",
        description =
                "Lists the filters: parameters with defaults and ranges, scope, halo, frames looked back at, gray or colour.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class)
public final class FiltersCommand implements Callable<Integer> {
    private static final String ROW = "%-11s %-60s %-10s %5s %5s  %-7s%s%n";

    private final Console console;

    @Option(names = "--json", description = "Prints one JSON array.")
    private boolean json;

    /** @param console of the process */
    public FiltersCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        FilterCatalogue catalogue = FilterCatalogue.installed();
        console.result(json ? array(catalogue) + "\n" : table(catalogue));
        return ExitCode.OK;
    }

    private static String table(FilterCatalogue catalogue) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT, ROW, "FILTER", "PARAMETERS", "SCOPE", "HALO", "BACK", "COLOUR", "WHAT IT DOES"));
        catalogue.all().forEach(filter -> rows(filter, catalogue, table));
        return table.toString();
    }

    /** A row for each parameter, the first with all the rest. */
    private static void rows(FilterDeclaration filter, FilterCatalogue catalogue, StringBuilder table) {
        FilterSpec usual = usual(filter, catalogue);
        List<String> parameters =
                filter.parameters().stream().map(FiltersCommand::describe).toList();
        table.append(String.format(
                Locale.ROOT,
                ROW,
                filter.name(),
                parameters.isEmpty() ? "" : parameters.get(0),
                word(filter.scope()),
                halo(usual),
                usual.temporalExtent(),
                colour(filter),
                filter.summary()));
        parameters.stream()
                .skip(1)
                .forEach(parameter -> table.append(String.format(Locale.ROOT, ROW, "", parameter, "", "", "", "", "")
                                .stripTrailing())
                        .append(System.lineSeparator()));
    }

    private static String describe(ParameterDeclaration parameter) {
        return parameter.name() + "=" + parameter.text(parameter.defaultValue()) + " (" + parameter.expectation() + ")";
    }

    private static ArrayNode array(FilterCatalogue catalogue) {
        ArrayNode filters = JsonNodeFactory.instance.arrayNode();
        for (FilterDeclaration filter : catalogue.all()) {
            ObjectNode entry = filters.addObject();
            entry.put("name", filter.name());
            entry.put("summary", filter.summary());
            entry.put("scope", word(filter.scope()));
            FilterSpec usual = usual(filter, catalogue);
            entry.put("halo", halo(usual));
            entry.put("frames_back", usual.temporalExtent());
            entry.put("colour", colour(filter));
            ArrayNode parameters = entry.putArray("parameters");
            filter.parameters().forEach(parameter -> add(parameter, parameters.addObject()));
        }
        return filters;
    }

    private static void add(ParameterDeclaration parameter, ObjectNode entry) {
        entry.put("name", parameter.name());
        entry.put("default", parameter.text(parameter.defaultValue()));
        if (parameter.kind() != ParameterDeclaration.Kind.WORD) {
            entry.put("kind", word(parameter.kind()));
            entry.put("min", parameter.min());
            entry.put("max", parameter.max());
        }
        ArrayNode words = entry.putArray("words");
        parameter.words().keySet().forEach(words::add);
    }

    /** Returns it with default parameters. */
    private static FilterSpec usual(FilterDeclaration filter, FilterCatalogue catalogue) {
        return catalogue.specify(filter.name(), Map.of());
    }

    private static int halo(FilterSpec spec) {
        return spec.declaration().halo(spec).pixels();
    }

    private static String colour(FilterDeclaration filter) {
        if (filter.gray()) {
            return "gray";
        }
        return filter.keepsChroma() ? "luma" : "colour";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
