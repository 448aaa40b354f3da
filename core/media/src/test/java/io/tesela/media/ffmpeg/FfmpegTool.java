package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;

/** FFmpeg's own programs, out of the same jar as the libraries: an independent reader to compare with. */
enum FfmpegTool {
    FFMPEG(ffmpeg.class),
    FFPROBE(ffprobe.class);

    private final Class<?> program;

    FfmpegTool(Class<?> program) {
        this.program = program;
    }

    /**
     * Returns where the program is; ends the test as skipped if it does not run here: unlike the libraries that the
     * service uses, the programs need sound libraries of the system.
     */
    String path() {
        try {
            return Loader.load(program);
        } catch (LinkageError e) {
            return abort("FFmpeg's programs do not run here: " + e.getMessage());
        }
    }

    /** Runs the program; returns its standard output. */
    byte[] run(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(path());
        command.add("-v");
        command.add("error");
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        Path libraries = Path.of(command.get(0)).getParent();
        builder.environment()
                .merge("LD_LIBRARY_PATH", String.valueOf(libraries), (old, own) -> own + File.pathSeparator + old);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            assertThat(process.waitFor()).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs the program; returns the lines of its standard output that are not empty. */
    List<String> lines(String... arguments) {
        return new String(run(arguments), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replace(",", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
