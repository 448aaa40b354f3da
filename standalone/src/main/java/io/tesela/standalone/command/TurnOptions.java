package io.tesela.standalone.command;

import io.tesela.client.Flags;
import io.tesela.processor.turn.TurnLimits;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Flags that limit each tile processor of a process. */
final class TurnOptions {
    private static final TurnLimits DEFAULT = TurnLimits.DEFAULT;
    private static final int MAX_SECONDS = 86_400;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--max-tiles-per-second",
            paramLabel = "N",
            description =
                    "Most tiles that a processor starts in a second, tries anew included; with a limit it divides none over its threads"
                            + " (default: 0, no limit).")
    private int tilesPerSecond = DEFAULT.tilesPerSecond();

    @Option(
            names = "--max-tiles-per-frame",
            paramLabel = "N",
            description =
                    "Most tiles of one frame that a processor filters at once; with a limit it divides none over its threads (default: 0,"
                            + " no limit).")
    private int tilesPerFrame = DEFAULT.tilesPerFrame();

    @Option(
            names = "--tile-timeout",
            paramLabel = "SECONDS",
            description =
                    "How long a filter may take for a tile, or a part of one that is divided over threads, before the original takes its"
                            + " place (default: 120). A thread whose filter"
                            + " does not return is lost; with the last one the process ends with exit code 5.")
    private int timeoutSeconds = Math.toIntExact(DEFAULT.tileTimeout().toSeconds());

    /** Returns the limits; refuses flags that make no sense. */
    TurnLimits limits() {
        return new TurnLimits(
                Flags.between(command, "--max-tiles-per-second", tilesPerSecond, 0, Integer.MAX_VALUE),
                Flags.between(command, "--max-tiles-per-frame", tilesPerFrame, 0, Integer.MAX_VALUE),
                Duration.ofSeconds(Flags.between(command, "--tile-timeout", timeoutSeconds, 1, MAX_SECONDS)));
    }
}
