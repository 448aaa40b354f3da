package io.tesela.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.wire.FilterCatalogueJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private final Console console;

    @Option(names = "--json", description = "Prints one JSON array.")
    private boolean json;

    /** @param console of the process */
    public FiltersCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode filters = FilterCatalogueJson.write(FilterCatalogue.installed());
        console.result(json ? filters + "\n" : table(filters));
        return ExitCode.OK;
    }

    private static String table(JsonNode filters) {
        StringBuilder table =
                new StringBuilder(row("FILTER", "PARAMETERS", "SCOPE", "HALO", "BACK", "COLOUR", "WHAT IT DOES"));
        filters.forEach(filter -> rows(filter, table));
        return table.toString();
    }

    /** A row for each parameter, the first with all the rest. */
    private static void rows(JsonNode filter, StringBuilder table) {
        List<String> parameters = new ArrayList<>();
        filter.get("parameters").forEach(parameter -> parameters.add(describe(parameter)));
        table.append(row(
                text(filter, "name"),
                parameters.isEmpty() ? "" : parameters.get(0),
                text(filter, "scope"),
                text(filter, "halo"),
                text(filter, "frames_back"),
                text(filter, "colour"),
                text(filter, "summary")));
        parameters.stream()
                .skip(1)
                .forEach(parameter -> table.append(
                                row("", parameter, "", "", "", "", "").stripTrailing())
                        .append(System.lineSeparator()));
    }

    private static String describe(JsonNode parameter) {
        return text(parameter, "name") + "=" + text(parameter, "default") + " (" + text(parameter, "expected") + ")";
    }

    private static String text(JsonNode json, String field) {
        return json.get(field).asText();
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-11s %-60s %-10s %5s %5s  %-7s%s%n", cells);
    }
}
