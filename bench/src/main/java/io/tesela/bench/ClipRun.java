package io.tesela.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.bench.ClipOutcome.Times;
import io.tesela.client.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run of the command over one clip, in a temporary folder.
 *
 * <p><b>Threads:</b> blocks. <b>Ownership:</b> {@link #close} removes the folder and all that came back.
 */
final class ClipRun implements AutoCloseable {
    private static final String SHIFTED = "timestamps shifted";

    private final List<String> command;
    private final Path folder;
    private final Path out;
    private final Path printed;

    /** @param command to run, without the clip and where the result goes */
    ClipRun(List<String> command) throws IOException {
        this.command = List.copyOf(command);
        this.folder = Files.createTempDirectory("tesela-clips-");
        this.out = folder.resolve("out.mp4");
        this.printed = folder.resolve("printed.txt");
    }

    /** Runs it, and compares. */
    ClipOutcome check(ExpectedClip clip) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        int exitCode = run(clip);
        double seconds = (System.nanoTime() - begin) / 1e9;
        String said = lastLine();
        if (clip.refused()) {
            boolean refused = exitCode == ExitCode.REFUSED && Files.notExists(out);
            return new ClipOutcome(clip, 0, Times.NONE, 0, refused, seconds, said);
        }
        if (exitCode != ExitCode.OK) {
            return new ClipOutcome(clip, 0, Times.NONE, 0, false, seconds, said);
        }
        JsonNode report =
                JsonMapper.builder().build().readTree(folder.resolve("out.json").toFile());
        ShownFrames result = ShownFrames.of(out);
        Times times = compare(ShownFrames.of(clip.path()), result, report);
        return new ClipOutcome(
                clip,
                result.pts().size(),
                times,
                report.path("fps_out").asDouble(),
                report.path("ok").asBoolean(),
                seconds,
                said);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private int run(ExpectedClip clip) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--video", clip.path().toString(), "--out", out.toString()));
        Process process = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            process.getOutputStream().close();
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }

    private static Times compare(ShownFrames source, ShownFrames result, JsonNode report) {
        if (source.sameTimes(result)) {
            return Times.EQUAL;
        }
        boolean shifted = report.path("fidelity").toString().contains(SHIFTED);
        return shifted && source.sameTimesFromZero(result) ? Times.EQUAL_FROM_ZERO : Times.DIFFERENT;
    }

    private String lastLine() throws IOException {
        List<String> lines = Files.readAllLines(printed);
        return lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1);
    }
}
