package io.tesela.bench;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.tile.TileGrid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench/run}: what a frame of a clip costs. */
@Command(
        name = "bench/run",
        description = "Measures what a frame of a clip costs: the work itself, the whole service, and their ratio.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Parameters(paramLabel = "CLIP", description = "The video to measure with.")
    private Path clip = Path.of("");

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

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description = "Jobs, one after the other in one service; the first is cold (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--processors",
            paramLabel = "N",
            defaultValue = "2",
            description = "Tile processors of the service (default: ${DEFAULT-VALUE}).")
    private int processors;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Threads for each kind of work of the service (default: the machine's cores).")
    private @Nullable Integer parallelism;

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "Most frames of a job in flight (default: what the service sets).")
    private @Nullable Integer window;

    @Option(names = "--json", description = "Prints JSON instead of tables.")
    private boolean json;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Rendering rendering = new Rendering(Measurement.of(scenario()));
        console.result(json ? rendering.json() : rendering.text());
        return ExitCode.OK;
    }

    private Scenario scenario() {
        if (!Files.isReadable(clip)) {
            throw new ParameterException(
                    command.commandLine(), "CLIP: " + clip + " (expected: a file that can be read)");
        }
        Integer threads = parallelism;
        Integer frames = window;
        return parsed(() -> new Scenario(
                clip,
                FilterChain.parse(filters, FilterCatalogue.standard()),
                TileGrid.parse(tiles),
                runs,
                processors,
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                frames == null ? Service.FLOW.windowFrames() : frames));
    }

    private <T> T parsed(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (TeselaException e) {
            throw new ParameterException(command.commandLine(), e.sentence(), e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
