package io.tesela.bench.leaks;

import io.tesela.bench.ClipParameter;
import io.tesela.bench.WorkOptions;
import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.client.Flags;
import io.tesela.client.upload.JobWishes;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench/leaks}: whether jobs leave anything. */
@Command(
        name = "bench/leaks",
        description =
                "Runs many jobs in one service, half of which are cancelled or broken, and counts what is there before"
                        + " and after them: files, records, threads, native memory, clients of the broker.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
final class LeaksCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClipParameter clip = new ClipParameter();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many jobs, besides those that warm up (default: ${DEFAULT-VALUE}).")
    private int jobs;

    @Mixin
    private WorkOptions work = new WorkOptions();

    LeaksCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Path video = clip.readable().toAbsolutePath();
        int count = Flags.positive(command, "--jobs", jobs);
        JobWishes wishes = JobWishes.of(work.filters().toString(), work.tiles());
        LeakMeasurement.Outcome outcome =
                new LeakMeasurement(OwnTemporaryFolder.ofThisProcess(), video, wishes, console::line).measure(count);
        console.result(outcome.table().text());
        outcome.troubles().forEach(console::failure);
        return outcome.troubles().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
