package io.tesela.bench;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;

/** FFmpeg's own programs, out of the jar of its libraries. */
enum FfmpegProgram {
    FFMPEG(ffmpeg.class),
    FFPROBE(ffprobe.class);

    private final Class<?> program;

    FfmpegProgram(Class<?> program) {
        this.program = program;
    }

    /** Starts it; what it says of errors goes nowhere. */
    Process start(List<String> arguments) throws IOException {
        String path;
        try {
            path = Loader.load(program);
        } catch (UnsatisfiedLinkError e) {
            throw new IOException(
                    name() + " does not run here: " + e.getMessage() + " (expected: PulseAudio's client library)", e);
        }
        List<String> command = new ArrayList<>(List.of(path));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .merge(
                        "LD_LIBRARY_PATH",
                        String.valueOf(Path.of(path).getParent()),
                        (old, own) -> own + File.pathSeparator + old);
        return builder.start();
    }

    /**
     * Writes the video of a clip, as it is, several times after itself; blocks.
     *
     * @param times 1 or more
     * @param to its extension says which container
     */
    static void loop(Path clip, int times, Path to) throws IOException, InterruptedException {
        Process process = FFMPEG.start(List.of(
                "-v",
                "error",
                "-y",
                "-stream_loop",
                Integer.toString(times - 1),
                "-i",
                clip.toString(),
                "-map",
                "0:v:0",
                "-c",
                "copy",
                to.toString()));
        process.getOutputStream().close();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        if (process.waitFor() != 0) {
            throw new IOException("ffmpeg ended with " + process.exitValue() + " for " + clip + " (expected: 0)");
        }
    }
}
