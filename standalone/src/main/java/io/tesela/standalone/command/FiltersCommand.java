package io.tesela.standalone.command;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterDeclaration;
import io.tesela.domain.filter.ParameterDeclaration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code filters}: lists the filters there are. */
@Command(
        name = "filters",
        description = "Lists the filters: parameters with defaults and ranges, halo, scope, gray or colour.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class)
public final class FiltersCommand implements Callable<Integer> {
    private static final String ROW = "%-8s %-58s %-10s %-5s %-7s %s%n";

    private final Console console;

    /** @param console of the process */
    public FiltersCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        FilterCatalogue catalogue = FilterCatalogue.standard();
        StringBuilder table = new StringBuilder(
                String.format(Locale.ROOT, ROW, "FILTER", "PARAMETERS", "SCOPE", "HALO", "COLOUR", "WHAT IT DOES"));
        catalogue.all().forEach(filter -> table.append(row(filter, catalogue)));
        console.result(table.toString());
        return ExitCode.OK;
    }

    private static String row(FilterDeclaration filter, FilterCatalogue catalogue) {
        return String.format(
                Locale.ROOT,
                ROW,
                filter.name(),
                filter.parameters().stream().map(FiltersCommand::describe).collect(Collectors.joining("; ")),
                filter.scope().name().toLowerCase(Locale.ROOT),
                filter.halo(catalogue.specify(filter.name(), Map.of())).pixels(),
                filter.gray() ? "gray" : "colour",
                filter.summary());
    }

    private static String describe(ParameterDeclaration parameter) {
        return parameter.name() + "=" + ParameterDeclaration.format(parameter.defaultValue()) + " ("
                + parameter.expectation() + ")";
    }
}
