package io.tesela.standalone.command;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.client.Flags;
import io.tesela.client.Interruption;
import io.tesela.client.LineDisplay;
import io.tesela.client.upload.UploadTarget;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.filters.FilterEngine;
import io.tesela.media.ffmpeg.FfmpegLog;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import io.tesela.standalone.role.Closing;
import io.tesela.standalone.verify.ResultFiles;
import io.tesela.standalone.verify.Verification;
import io.tesela.standalone.verify.VerificationJson;
import io.tesela.standalone.verify.Verifier;
import io.tesela.standalone.verify.VerifyProgress;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** {@code verify}: whether a result is what whole frames, filtered in this process, give. */
@Command(
        name = "verify",
        description = "Compares a result with whole frames, filtered in this process, frame by frame; needs no broker.",
        footer = {
            "",
            "Exit code: 0 all is equal, but for tiles that the report names and --max-degraded allows;",
            "3 something differs; 4 the files cannot be compared, and the message says why."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {
    private static final Duration HEARTBEAT = Duration.ofMillis(100);

    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--video", required = true, paramLabel = "PATH", description = "The video that was sent.")
    private Path video = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "PATH", description = "The result that came back.")
    private Path out = Path.of("");

    @Option(
            names = "--report",
            paramLabel = "PATH",
            description = "The report that came with it (default: the name of --out with .json for its extension).")
    private @Nullable Path report;

    @Option(
            names = "--max-degraded",
            paramLabel = "N",
            defaultValue = "0",
            description = "Tiles that may be the original ones before the exit code is 3 (default: ${DEFAULT-VALUE}).")
    private long maxDegraded;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Frames filtered at once, which is how many are in memory (default: the machine's cores).")
    private @Nullable Integer parallelism;

    @Option(names = "--quiet", description = "Shows no progress.")
    private boolean quiet;

    @Option(names = "--json", description = "Prints what was found as one JSON object.")
    private boolean json;

    @Mixin
    private LogOptions log = new LogOptions();

    /** @param console of the process */
    public VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (maxDegraded < 0) {
            throw new ParameterException(command.commandLine(), "--max-degraded: " + maxDegraded + " (expected: >= 0)");
        }
        int threads = ParallelOptions.parallelismOf(command, parallelism);
        ResultFiles files = files();
        log.apply();
        return Interruption.guard(console, asked -> verify(files, threads, asked));
    }

    private ResultFiles files() {
        Path beside = report;
        return new ResultFiles(
                video,
                out,
                beside == null
                        ? Flags.parsed(
                                command,
                                "--out",
                                () -> UploadTarget.ToFile.of(out).report())
                        : beside);
    }

    /** The rim: waits, prints, and says how it ended. */
    private int verify(ResultFiles files, int threads, Mono<Void> asked) {
        try (Closing closing = new Closing()) {
            Optional<Verification> verification = verification(files, verifier(threads, closing), closing, asked);
            if (verification.isEmpty()) {
                console.line("cancelled");
                return ExitCode.CANCELLED;
            }
            return print(files, verification.get());
        } catch (TeselaException e) {
            console.failure(e.sentence());
            return e.code() == FailureCode.INTERNAL ? ExitCode.FAILED : ExitCode.REFUSED;
        } catch (UncheckedIOException e) {
            console.failure("the files cannot be read to their end: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /** Returns what was found; empty if the process is told to stop before that. */
    private Optional<Verification> verification(
            ResultFiles files, Verifier verifier, Closing closing, Mono<Void> asked) {
        VerifyProgress progress = new VerifyProgress(System::nanoTime);
        Disposable shown = quiet ? Disposables.disposed() : show(progress, closing);
        try {
            return verifier.verify(files, progress).takeUntilOther(asked).blockOptional();
        } finally {
            shown.dispose();
        }
    }

    /** A log on standard error would be torn by a line that is redrawn. */
    private Disposable show(VerifyProgress progress, Closing closing) {
        LineDisplay display = new LineDisplay(console, console.terminal() && !log.verbose(), HEARTBEAT);
        Scheduler timer = Schedulers.newSingle("tesela-timer", true);
        closing.add(timer::dispose);
        return Flux.interval(HEARTBEAT, timer).subscribe(beat -> display.beat(progress.share(), progress.facts()));
    }

    private int print(ResultFiles files, Verification verification) {
        console.result(
                json
                        ? VerificationJson.write(files, verification, maxDegraded)
                        : verification.lines(maxDegraded).stream()
                                .map(line -> Console.printable(line) + System.lineSeparator())
                                .collect(Collectors.joining()));
        return verification.passes(maxDegraded) ? ExitCode.OK : ExitCode.DEGRADED;
    }

    private static Verifier verifier(int threads, Closing closing) {
        closing.add(FfmpegLog.install());
        FfmpegVideoDecoderFactory decoders = closing.add(new FfmpegVideoDecoderFactory());
        Scheduler decode = Schedulers.newSingle("tesela-decode", true);
        closing.add(decode::dispose);
        Scheduler filter = Schedulers.newParallel("tesela-filter", threads, true);
        closing.add(filter::dispose);
        return new Verifier(
                FilterCatalogue.installed(),
                FilterEngine.installed(),
                decoders,
                new Verifier.Workers(decode, filter, threads));
    }
}
