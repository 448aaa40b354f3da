package io.tesela.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The video to measure with. */
public final class ClipParameter {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Parameters(paramLabel = "CLIP", description = "The video to measure with.")
    private Path clip = Path.of("");

    /**
     * Returns it.
     *
     * @throws ParameterException if it cannot be read
     */
    public Path readable() {
        if (!Files.isReadable(clip)) {
            throw new ParameterException(
                    command.commandLine(), "CLIP: " + clip + " (expected: a file that can be read)");
        }
        return clip;
    }
}
