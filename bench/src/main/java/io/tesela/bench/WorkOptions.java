package io.tesela.bench;

import io.tesela.client.Flags;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.tile.TileGrid;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Flags that say what work is measured. */
public final class WorkOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--filters",
            paramLabel = "CHAIN",
            defaultValue = "canny,blur:3",
            description = "Filters in their order (default: ${DEFAULT-VALUE}).")
    private String filters = "";

    @Option(
            names = "--tiles",
            paramLabel = "CxR",
            defaultValue = "3x3",
            description = "Columns and rows of tiles (default: ${DEFAULT-VALUE}).")
    private String tiles = "";

    /** Returns the filters in their order. */
    public FilterChain filters() {
        FilterCatalogue catalogue = FilterCatalogue.installed();
        return Flags.parsed(command, "--filters", () -> FilterChain.parse(filters, catalogue));
    }

    /** Returns columns and rows. */
    public TileGrid tiles() {
        return Flags.parsed(command, "--tiles", () -> TileGrid.parse(tiles));
    }
}
