package io.tesela.bench;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench/clips}: whether every clip of a folder comes back whole. */
@Command(
        name = "bench/clips",
        description =
                "Runs every clip of a folder through './tesela run' and compares what comes back with the source.",
        footer = {
            "",
            "expected.json says how many frames of a clip decode, or that none do: then it has to be refused.",
            "Exit code: 0 when all is as expected, 5 when not."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
final class ClipsCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Parameters(paramLabel = "FOLDER", description = "Holds clips, and expected.json in the form of samples/.")
    private Path folder = Path.of("");

    @Option(
            names = "--tesela",
            paramLabel = "PATH",
            defaultValue = "./tesela",
            description = "The launcher to run (default: this build's).")
    private Path tesela = Path.of("");

    @Mixin
    private WorkOptions work = new WorkOptions();

    ClipsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (!Files.isReadable(folder.resolve(ExpectedClip.FILE))) {
            throw new ParameterException(
                    command.commandLine(),
                    "FOLDER: " + folder + " (expected: a folder with " + ExpectedClip.FILE + " in it)");
        }
        List<ExpectedClip> clips = ExpectedClip.allOf(folder);
        console.result(ClipOutcome.HEADING);
        boolean fine = true;
        for (ExpectedClip clip : clips) {
            ClipOutcome outcome = check(clip);
            console.result(outcome.row());
            outcome.complaint().ifPresent(console::failure);
            fine &= outcome.fine();
        }
        return fine && !clips.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private ClipOutcome check(ExpectedClip clip) throws IOException, InterruptedException {
        try (ClipRun run = new ClipRun(List.of(
                tesela.toString(),
                "run",
                "--filters",
                work.filters().toString(),
                "--tiles",
                work.tiles().toString()))) {
            return run.check(clip);
        }
    }
}
