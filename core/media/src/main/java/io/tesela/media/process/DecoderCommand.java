package io.tesela.media.process;

import io.tesela.media.DecodeLimits;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start a JVM of this very build that decodes.
 *
 * @param java the program
 * @param options of this JVM that a decoder needs too
 * @param classPath of this build
 */
record DecoderCommand(Path java, List<String> options, String classPath) {
    /** Where natives are, what may call them, and the classes that were parsed already. */
    private static final List<String> SHARED = List.of(
            "-Dorg.bytedeco.",
            "-Djava.io.tmpdir",
            "--enable-native-access",
            "--sun-misc-unsafe-memory-access",
            "-XX:SharedArchiveFile");

    /** What the JVM has to say of itself, or of its end, is no message to the server. */
    private static final List<String> ITS_OWN = List.of(
            "-Xshare:auto",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:ErrorFile=/dev/null",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
            "-Dslf4j.internal.verbosity=WARN");

    /**
     * Ctrl-C goes to all processes of a terminal at once, and SIGTERM perhaps to all of a service; this one ends when the server lets go of
     * it. Where memory is short the system ends it before its server. One that crashes leaves no image of its memory, without being told so:
     * a JVM that is told ends as if nothing had happened. Its answers go where nobody else writes: a JVM that crashes says so on standard
     * output, whatever it was told.
     */
    private static final String APART = "trap '' INT HUP TERM; ulimit -c 0;"
            + " { echo 1000 > /proc/$$/oom_score_adj; } 2>/dev/null;"
            + " exec \"$0\" \"$@\" " + DecoderMain.ANSWERS + ">&1 1>&2";

    private static final long HEAP_BASE_BYTES = 64 << 20;

    /** Four components of 16 bits. */
    private static final int MOST_BYTES_PER_PIXEL = 8;

    /** Frames at once in the heap: one being read, one on its way, and twice that until it is collected. */
    private static final int FRAMES = 4;

    DecoderCommand {
        options = List.copyOf(options);
    }

    /** Returns how this JVM was started, for decoders of its own. */
    static DecoderCommand ofThisProcess() {
        List<String> options =
                new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        options.removeIf(option -> SHARED.stream().noneMatch(option::startsWith));
        return new DecoderCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                options,
                System.getProperty("java.class.path"));
    }

    /**
     * Returns the command line.
     *
     * @param verbosity FFmpeg's level of what is logged
     */
    List<String> line(DecodeLimits limits, int verbosity) {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", APART, java.toString()));
        line.addAll(options);
        line.addAll(ITS_OWN);
        line.add("-Xmx" + heapBytes(limits));
        line.addAll(List.of("-cp", classPath, DecoderMain.class.getName()));
        line.addAll(List.of(String.valueOf(verbosity), String.valueOf(allocationBytes(limits))));
        return line;
    }

    /** No sensible header names more than this at once. */
    private static long allocationBytes(DecodeLimits limits) {
        return HEAP_BASE_BYTES + MOST_BYTES_PER_PIXEL * mostPixels(limits);
    }

    private static long heapBytes(DecodeLimits limits) {
        long frameBytes = mostPixels(limits) * 3 / 2;
        return HEAP_BASE_BYTES + FRAMES * frameBytes + 2L * limits.audioBytes();
    }

    private static long mostPixels(DecodeLimits limits) {
        DecodeLimits.Frame frame = limits.frame();
        return Math.min(frame.maxPixels(), (long) frame.maxWidth() * frame.maxHeight());
    }
}
