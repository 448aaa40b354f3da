package io.tesela.client;

import io.tesela.client.upload.UploadTarget;
import io.tesela.wire.ClientMessage.Container;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Flags that say where a result goes. */
public final class TargetOptions {
    /** Stands for standard output. */
    private static final String STANDARD = "-";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--out",
            paramLabel = "PATH",
            description = "The MP4 to make; - streams fragmented MP4 to standard output.")
    private @Nullable Path out;

    @Option(
            names = "--report",
            paramLabel = "PATH",
            description =
                    "The report to make (default: the name of --out with .json for its extension; none with --out -).")
    private @Nullable Path report;

    @Option(
            names = "--container",
            paramLabel = "mp4|fmp4",
            completionCandidates = ContainerWords.class,
            description =
                    "What --out is in the end: a regular MP4, with its index (default of a file), or fragmented MP4, the bytes as they"
                            + " came (default of --out - and of --live).")
    private @Nullable Container container;

    @Option(
            names = "--preview",
            description =
                    "Makes OUT.preview.gif beside OUT, and while the job works OUT.preview.jpg, its newest frame, every other second.")
    private boolean preview;

    /** Returns whether standard output carries the video. */
    boolean streams() {
        return out != null && out.toString().equals(STANDARD);
    }

    /** Returns whether somebody has said where the result goes. */
    boolean given() {
        return out != null || container != null || preview;
    }

    /**
     * Returns where the result goes.
     *
     * @param live whether the video may never end
     */
    UploadTarget target(Console console, boolean live) {
        Path file = out;
        if (file == null) {
            throw new ParameterException(command.commandLine(), "--out is missing (expected: --out PATH)");
        }
        if (container == Container.MP4 && (streams() || live)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--container: mp4, with " + (live ? "--live" : "--out -")
                            + " (expected: fmp4, since an index is written only where the end is there and the file can be gone back in)");
        }
        if (preview && (streams() || live)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--preview: together with " + (live ? "--live" : "--out -")
                            + " (expected: a video with an end, and --out PATH, beside which the pictures lie)");
        }
        if (streams()) {
            return new UploadTarget.ToStream(console.video(), report);
        }
        UploadTarget.ToFile beside = UploadTarget.ToFile.of(file);
        UploadTarget.ToFile target = new UploadTarget.ToFile(
                beside.out(),
                report == null ? beside.report() : report,
                container == null ? beside.container() : container,
                null);
        return preview ? target.withPreview() : target;
    }

    private static final class ContainerWords extends EnumWords {
        ContainerWords() {
            super(Container.values());
        }
    }
}
