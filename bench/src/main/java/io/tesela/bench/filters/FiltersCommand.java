package io.tesela.bench.filters;

import io.tesela.bench.ClipParameter;
import io.tesela.bench.Table;
import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.client.Flags;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.filter.FilterDeclaration;
import io.tesela.domain.tile.TileGrid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench/filters}: what each filter costs. */
@Command(
        name = "bench/filters",
        description =
                "Measures what filters cost a frame of a clip, in milliseconds: the whole frame as OpenCV filters it, the same in"
                        + " tiles, both by one core, and whole by all cores. Ends with an error if they differ in a byte.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
final class FiltersCommand implements Callable<Integer> {
    private static final int WARM_UPS = 3;
    private static final int MEASUREMENTS = 5;
    private static final int ANY_SIZE = 64;
    /** What comes of a filter by other parameters than its own, where that is another filter. */
    private static final List<String> VARIANTS = List.of(
            "threshold:otsu",
            "adaptive:method=gaussian",
            "motion:highlight",
            "faces:blur",
            "faces:pixelate",
            "canny,blur:3");

    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClipParameter clip = new ClipParameter();

    @Option(
            names = "--filters",
            paramLabel = "CHAIN",
            description =
                    "A chain to measure; may be repeated (default: every filter as it is without parameters, and some more).")
    private List<String> chains = new ArrayList<>();

    @Option(
            names = "--tiles",
            paramLabel = "CxR",
            defaultValue = "3x3",
            description = "Columns and rows of tiles (default: ${DEFAULT-VALUE}).")
    private String tiles = "";

    FiltersCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws RunnerException {
        Path video = clip.readable().toAbsolutePath();
        TileGrid grid = Flags.parsed(command, "--tiles", () -> TileGrid.parse(tiles));
        int cores = Runtime.getRuntime().availableProcessors();
        Table table = new Table("filter", "whole, ms", "in tiles, ms", "ratio", cores + " threads, ms");
        for (FilterChain chain : chosen()) {
            requireEqual(video, chain, grid);
            Collection<RunResult> results = new Runner(options(video, chain, grid)).run();
            double whole = score(results, "whole");
            double cut = score(results, "tiles");
            String divided = divisible(chain) ? number("%.2f", score(results, "divided")) : "";
            table.row(
                    chain.toString(), number("%.2f", whole), number("%.2f", cut), number("%.2f", cut / whole), divided);
            console.line(chain + ": " + number("%.2f", whole) + " and " + number("%.2f", cut) + " ms");
        }
        console.result(table.toString());
        return ExitCode.OK;
    }

    /** Here rather than in the JVM that measures, of which only numbers come back. */
    private static void requireEqual(Path video, FilterChain chain, TileGrid grid) {
        try {
            FilterCost.requireEqual(video.toString(), chain.toString(), grid.toString());
        } catch (AssertionError e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private List<FilterChain> chosen() {
        FilterCatalogue catalogue = FilterCatalogue.installed();
        List<String> texts = new ArrayList<>(chains);
        if (texts.isEmpty()) {
            catalogue.all().stream().map(FilterDeclaration::name).forEach(texts::add);
            texts.addAll(VARIANTS);
        }
        return texts.stream()
                .map(text -> Flags.parsed(command, "--filters", () -> FilterChain.parse(text, catalogue)))
                .toList();
    }

    private static boolean divisible(FilterChain chain) {
        return ChainPlan.of(chain, TileGrid.WHOLE, ANY_SIZE, ANY_SIZE).divisible();
    }

    private static Options options(Path video, FilterChain chain, TileGrid grid) {
        String measured = divisible(chain) ? "(whole|tiles|divided)" : "(whole|tiles)";
        return new OptionsBuilder()
                .include(FilterCost.class.getName() + "." + measured)
                .param("clip", video.toString())
                .param("chain", chain.toString())
                .param("grid", grid.toString())
                .jvmArgsAppend("-Dorg.bytedeco.javacpp.maxphysicalbytes=0", "-Dorg.bytedeco.javacpp.maxbytes=0")
                .forks(1)
                .warmupIterations(WARM_UPS)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(MEASUREMENTS)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
    }

    private static double score(Collection<RunResult> results, String method) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
                .mapToDouble(result -> result.getPrimaryResult().getScore())
                .findFirst()
                .orElseThrow();
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
