package io.tesela.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;

/**
 * FFmpeg's own programs, out of the same jar as the libraries: an independent reader to compare with.
 *
 * <p>A module whose tests use it has FFmpeg on its own class path. <b>Threads:</b> any; each call blocks until its program ends.
 */
public enum FfmpegTool {
    FFMPEG(ffmpeg.class),
    FFPROBE(ffprobe.class);

    private final Class<?> program;

    FfmpegTool(Class<?> program) {
        this.program = program;
    }

    /** Returns whether the program runs here: unlike the libraries that the service uses, it needs sound libraries of the system. */
    public boolean runs() {
        try {
            Loader.load(program);
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** Runs the program; returns its standard output. Ends the test as skipped if the program does not run here. */
    public byte[] run(String... arguments) {
        return ended(
                builder("error", arguments).redirectError(ProcessBuilder.Redirect.INHERIT), Process::getInputStream);
    }

    /** Runs the program; returns the lines of its standard output that are not empty, without commas. */
    public List<String> lines(String... arguments) {
        return text(run(arguments))
                .map(line -> line.replace(",", ""))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Runs the program; returns its warnings and errors, one a line. */
    public List<String> complaints(String... arguments) {
        ProcessBuilder builder = builder("warning", arguments).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return text(ended(builder, Process::getErrorStream)).toList();
    }

    private ProcessBuilder builder(String level, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(path());
        command.add("-v");
        command.add(level);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Path libraries = Path.of(command.get(0)).getParent();
        builder.environment()
                .merge("LD_LIBRARY_PATH", String.valueOf(libraries), (old, own) -> own + File.pathSeparator + old);
        return builder;
    }

    private String path() {
        try {
            return Loader.load(program);
        } catch (LinkageError e) {
            return abort("FFmpeg's programs do not run here: " + e.getMessage());
        }
    }

    private static byte[] ended(ProcessBuilder builder, Function<Process, InputStream> taken) {
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            byte[] output = taken.apply(process).readAllBytes();
            assertThat(process.waitFor()).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> text(byte[] output) {
        return new String(output, StandardCharsets.UTF_8).lines().map(String::strip);
    }
}
