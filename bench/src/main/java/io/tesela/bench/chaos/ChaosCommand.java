package io.tesela.bench.chaos;

import io.tesela.bench.ClipParameter;
import io.tesela.bench.WorkOptions;
import io.tesela.bench.chaos.ChaosJobs.Undisturbed;
import io.tesela.bench.supervised.ChildJvm;
import io.tesela.bench.supervised.SupervisedService;
import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.client.Flags;
import io.tesela.standalone.role.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench/chaos}: whether jobs survive what happens to the service, with the same bytes. */
@Command(
        name = "bench/chaos",
        description =
                "Runs a job for each seed while processes of the service are killed and frozen, records of tiles are"
                        + " lost, damaged, repeated and held back, and the client's connection is cut and stalled, and compares"
                        + " each output with that of an undisturbed job.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
final class ChaosCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClipParameter clip = new ClipParameter();

    @Option(
            names = "--schedules",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many jobs, each with a schedule of its own (default: ${DEFAULT-VALUE}).")
    private int schedules;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the first schedule; the others follow (default: ${DEFAULT-VALUE}).")
    private long firstSeed;

    @Option(
            names = "--fail-every",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "Of every so many jobs the last is one of which a record cannot be read, so that it has to fail;"
                            + " 0: none (default: ${DEFAULT-VALUE}).")
    private int failEvery;

    @Mixin
    private WorkOptions work = new WorkOptions();

    ChaosCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Path video = clip.readable();
        int count = Flags.positive(command, "--schedules", schedules);
        Flags.between(command, "--fail-every", failEvery, 0, Integer.MAX_VALUE);
        Path folder = Files.createTempDirectory("tesela-chaos-");
        try (SupervisedService service = SupervisedService.start(folder.resolve("data"), ChildJvm.QUICK_START);
                ChaosJobs jobs =
                        new ChaosJobs(service, video, folder, work.filters().toString(), work.tiles())) {
            List<ChaosOutcome> outcomes = run(count, jobs);
            console.result(new ChaosTable(outcomes).text());
            boolean well = outcomes.stream().allMatch(ChaosOutcome::well);
            return well ? ExitCode.OK : failed(service);
        } finally {
            DataFolder.deleteAll(folder);
        }
    }

    private List<ChaosOutcome> run(int count, ChaosJobs jobs) throws IOException, InterruptedException {
        Undisturbed undisturbed = jobs.undisturbed();
        long frames = undisturbed.frames();
        List<ChaosOutcome> outcomes = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            long seed = firstSeed + number - 1;
            boolean fails = failEvery > 0 && number % failEvery == 0;
            FaultSchedule schedule = fails ? FaultSchedule.failing(seed, frames) : FaultSchedule.of(seed, frames);
            ChaosOutcome outcome = jobs.run(schedule, undisturbed);
            outcomes.add(outcome);
            console.line(String.format(
                    Locale.ROOT,
                    "seed %d: %s, %.1f s (%s)",
                    seed,
                    outcome.end(),
                    outcome.took().toMillis() / 1e3,
                    outcome.schedule().label()));
        }
        return outcomes;
    }

    private int failed(SupervisedService service) {
        console.line("what the service printed:\n" + service.printed());
        return ExitCode.FAILED;
    }
}
