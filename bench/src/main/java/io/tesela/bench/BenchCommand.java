package io.tesela.bench;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

    @Mixin
    private ClipParameter clip = new ClipParameter();

    @Mixin
    private WorkOptions work = new WorkOptions();

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
        Integer threads = parallelism;
        Integer frames = window;
        return parsed(() -> new Scenario(
                clip.readable(),
                work.filters(),
                work.tiles(),
                runs,
                processors,
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                frames == null ? Service.FLOW.windowFrames() : frames));
    }

    private <T> T parsed(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
