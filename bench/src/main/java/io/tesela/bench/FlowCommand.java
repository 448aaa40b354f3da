package io.tesela.bench;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.client.Flags;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench/flow}: what is held while nothing moves, or much has moved. */
@Command(
        name = "bench/flow",
        description = "Measures what the service holds: with a client that stands still, with a long video, while an"
                + " upload still runs, and with windows of several sizes.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
final class FlowCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClipParameter clip = new ClipParameter();

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description =
                    "Of stalled, length, roles, first, window; job prints the numbers of one job (default: all five).")
    private List<Part> parts = new ArrayList<>();

    @Option(
            names = "--stall",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long the client stands still (default: ${DEFAULT-VALUE}).")
    private int stallSeconds;

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many times longer the long video is (default: ${DEFAULT-VALUE}).")
    private int loops;

    @Option(
            names = "--warm-ups",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "How many jobs of the clip are done before one is measured, for length, roles and job (default: "
                            + "${DEFAULT-VALUE}).")
    private int warmUps;

    @Option(names = "--jobs", hidden = true, defaultValue = "1")
    private int jobs;

    @Option(
            names = "--video",
            paramLabel = "FILE",
            description = "What the measured job of 'job' is of (default: the clip).")
    private @Nullable Path video;

    @Mixin
    private WorkOptions work = new WorkOptions();

    @Option(
            names = "--transport",
            paramLabel = "memory|kafka",
            defaultValue = "kafka",
            description =
                    "What is between the roles; roles and windows are measured with kafka (default: ${DEFAULT-VALUE}).")
    private Carrier carrier = Carrier.KAFKA;

    FlowCommand(Console console) {
        this.console = console;
    }

    private enum Part {
        STALLED,
        LENGTH,
        ROLES,
        FIRST,
        WINDOW,
        JOB
    }

    private enum Carrier {
        MEMORY,
        KAFKA
    }

    @Override
    public Integer call() throws Exception {
        FlowScenario scenario =
                new FlowScenario(clip.readable(), work.filters(), work.tiles(), carrier == Carrier.MEMORY);
        List<Part> chosen =
                parts.isEmpty() ? List.of(Part.STALLED, Part.LENGTH, Part.ROLES, Part.FIRST, Part.WINDOW) : parts;
        for (Part part : chosen) {
            console.result(measured(part, scenario) + "\n");
        }
        return ExitCode.OK;
    }

    private String measured(Part part, FlowScenario scenario) throws IOException, InterruptedException {
        return switch (part) {
            case STALLED ->
                new StalledClient(scenario, Duration.ofSeconds(Flags.positive(command, "--stall", stallSeconds)))
                        .measure();
            case LENGTH -> new LengthComparison(scenario, Flags.positive(command, "--loops", loops), warmUps).measure();
            case ROLES -> new RoleMemory(scenario, Flags.positive(command, "--loops", loops), warmUps).measure();
            case FIRST -> new FirstByte(scenario).measure();
            case WINDOW -> new WindowSweep(scenario).measure();
            case JOB ->
                LengthRun.here(
                                scenario,
                                video == null ? clip.readable() : video,
                                Flags.positive(command, "--jobs", jobs),
                                warmUps)
                        .line();
        };
    }
}
