package io.tesela.bench.fuzz;

import io.tesela.bench.Table;
import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.client.Flags;
import io.tesela.telemetry.ProcessResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench/fuzz}: whether damaged input is ever more than refused. */
@Command(
        name = "bench/fuzz",
        description =
                "Gives damaged messages, records, reports and videos to what reads them. Each must be taken, or refused as it is"
                        + " documented: no other error, no hang, no memory that grows.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
final class FuzzCommand implements Callable<Integer> {
    private static final double MB = 1e6;
    /** The JVM has compiled and loaded by then what it needs. */
    private static final int WARM_UP_INPUTS = 200;

    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Parameters(paramLabel = "FOLDER", description = "Where the videos are that are damaged.")
    private Path folder = Path.of("");

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long each kind of input is given (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--inputs",
            paramLabel = "N",
            description = "How many of each kind are given, whatever time it takes.")
    private int inputs;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the first input; the others follow (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--only", paramLabel = "NAME", split = ",", description = "Which kinds of input (default: all).")
    private List<String> only = new ArrayList<>();

    FuzzCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Duration time = Duration.ofSeconds(Flags.positive(command, "--seconds", seconds));
        Table table = new Table("input", "given", "taken", "refused", "slowest, ms", "RSS before, MB", "after, MB");
        List<String> faults = new ArrayList<>();
        ProcessResources process = new ProcessResources();
        for (FuzzTarget target : chosen()) {
            try (FuzzRun run = new FuzzRun()) {
                run.run(target, seed, given -> inputs == 0 && given < WARM_UP_INPUTS);
                double before = process.residentBytes().orElse(0) / MB;
                long end = System.nanoTime() + time.toNanos();
                FuzzOutcome outcome =
                        run.run(target, seed, given -> inputs > 0 ? given < inputs : System.nanoTime() - end < 0);
                faults.addAll(outcome.faults());
                table.row(
                        target.name(),
                        Long.toString(outcome.inputs()),
                        Long.toString(outcome.taken()),
                        Long.toString(outcome.refused()),
                        number(outcome.slowest().toNanos() / 1e6),
                        number(before),
                        number(process.residentBytes().orElse(0) / MB));
                console.line(target.name() + ": " + outcome.inputs() + " inputs, "
                        + outcome.faults().size() + " faults");
            }
        }
        console.result(table.toString());
        faults.forEach(console::failure);
        return faults.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<FuzzTarget> chosen() throws IOException {
        List<FuzzTarget> all = FuzzTargets.all(videos(), FuzzReport.sample());
        List<FuzzTarget> chosen = all.stream()
                .filter(target -> only.isEmpty() || only.contains(target.name()))
                .toList();
        if (chosen.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--only: " + only + " (expected: of "
                            + all.stream().map(FuzzTarget::name).toList() + ")");
        }
        return chosen;
    }

    private List<byte[]> videos() throws IOException {
        List<byte[]> videos = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(FuzzCommand::isVideo).sorted().toList()) {
                videos.add(Files.readAllBytes(file));
            }
        }
        if (videos.isEmpty()) {
            throw new ParameterException(command.commandLine(), "FOLDER: " + folder + " (expected: with videos)");
        }
        return videos;
    }

    private static boolean isVideo(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Stream.of(".mp4", ".mov", ".mkv", ".webm", ".ts", ".avi", ".gif").anyMatch(name::endsWith);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
