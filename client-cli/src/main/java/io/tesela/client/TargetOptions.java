package io.tesela.client;

import io.tesela.client.upload.UploadTarget;
import java.nio.file.InvalidPathException;
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
    private @Nullable String out;

    @Option(
            names = "--report",
            paramLabel = "PATH",
            description =
                    "The report to make (default: the name of --out with .json for its extension; none with --out -).")
    private @Nullable Path report;

    /** Returns whether standard output carries the video. */
    boolean streams() {
        return STANDARD.equals(out);
    }

    /** Returns whether somebody has said where the result goes. */
    boolean given() {
        return out != null;
    }

    /** Returns where the result goes. */
    UploadTarget target(Console console) {
        String name = out;
        if (name == null) {
            throw new ParameterException(command.commandLine(), "--out is missing (expected: --out PATH)");
        }
        if (streams()) {
            return new UploadTarget.ToStream(console.video(), report);
        }
        UploadTarget.ToFile beside = UploadTarget.ToFile.of(path(name));
        return report == null ? beside : new UploadTarget.ToFile(beside.out(), report);
    }

    private Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new ParameterException(
                    command.commandLine(),
                    "--out: " + name + ": " + e.getReason() + " (expected: the name of a file)",
                    e);
        }
    }
}
