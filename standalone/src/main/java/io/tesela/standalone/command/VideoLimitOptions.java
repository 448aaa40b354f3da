package io.tesela.standalone.command;

import io.tesela.client.Flags;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.media.DecodeLimits;
import io.tesela.media.process.DecoderBounds;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Flags that say which videos an ingest takes, and what each may cost. */
final class VideoLimitOptions {
    private static final DecodeLimits.Frame FRAME = DecodeLimits.DEFAULT.frame();
    private static final DecodeLimits.Work WORK = DecodeLimits.DEFAULT.work();
    private static final DecoderBounds BOUNDS = DecoderBounds.DEFAULT;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})x(\\d{1,6})");

    /** The name of the file format is in there, with room to spare. */
    private static final int SHORTEST_PROBE = 4096;

    private static final int LONGEST_PROBE = 256 << 20;
    private static final int MOST_TRACKS = 10_000;

    /** Ten years. */
    private static final long MOST_SECONDS = 10L * 366 * 86_400;

    private static final int MOST_DECODER_SECONDS = 86_400;

    /** The JVM and the libraries alone take a good hundred. */
    private static final long LEAST_DECODER_BYTES = 256L << 20;

    @Option(
            names = "--max-frame-size",
            paramLabel = "WxH",
            defaultValue = "8192x8192",
            description = "Widest and highest frame taken, in pixels (default: ${DEFAULT-VALUE}).")
    private String frameSize = "";

    @Option(
            names = "--max-frame-pixels",
            paramLabel = "N",
            description = "Most pixels of a frame (default: 35389440, that is 8192x4320).")
    private long framePixels = FRAME.maxPixels();

    @Option(names = "--max-frames", paramLabel = "N", description = "Most frames of a video (default: 100000000).")
    private long frames = WORK.maxFrames();

    @Option(
            names = "--max-duration",
            paramLabel = "SECONDS",
            description = "Longest video (default: 2678400, that is 31 days).")
    private long durationSeconds = WORK.maxDuration().toSeconds();

    @Option(
            names = "--max-pixels-per-second",
            paramLabel = "N",
            description =
                    "Most pixels for each second of a video's time, on average, and for ten seconds more (default:"
                            + " 2123366400, that is 60 frames of 8192x4320).")
    private long pixelsPerSecond = WORK.maxPixelsPerSecond();

    @Option(
            names = "--max-tracks",
            paramLabel = "N",
            description = "Most tracks of a file, of any kind (default: 256).")
    private int tracks = DecodeLimits.DEFAULT.maxTracks();

    @Option(
            names = "--max-probe",
            paramLabel = "BYTES",
            description = "Most bytes that are read to find out what a video is (default: 2097152, that is 2 MiB).")
    private int probeBytes = DecodeLimits.DEFAULT.probeBytes();

    @Option(
            names = "--max-audio-ahead",
            paramLabel = "BYTES",
            description = "Most audio of a video that may come before the frames it belongs to (default: 8388608, that"
                    + " is 8 MiB).")
    private int audioBytes = IngestConfig.AUDIO_BYTES;

    @Option(
            names = "--max-decoder-time",
            paramLabel = "SECONDS",
            description =
                    "Longest time that a decoder may work on one frame, or to find out what a video is (default: 60).")
    private int decoderSeconds = (int) BOUNDS.time().toSeconds();

    @Option(
            names = "--max-decoder-memory",
            paramLabel = "BYTES",
            description = "Most memory of the process that decodes one video (default: 2147483648, that is 2 GiB).")
    private long decoderBytes = BOUNDS.memoryBytes();

    /** Returns which videos are taken; refuses flags that make no sense. */
    DecodeLimits limits(CommandSpec command) {
        return new DecodeLimits(
                frame(command),
                new DecodeLimits.Work(
                        Flags.positive(command, "--max-frames", frames),
                        Duration.ofSeconds(between(command, "--max-duration", durationSeconds, MOST_SECONDS)),
                        Flags.positive(command, "--max-pixels-per-second", pixelsPerSecond)),
                Flags.between(command, "--max-tracks", tracks, 1, MOST_TRACKS),
                Flags.between(command, "--max-probe", probeBytes, SHORTEST_PROBE, LONGEST_PROBE),
                Flags.between(command, "--max-audio-ahead", audioBytes, 1, DecodeLimits.MOST_AUDIO_BYTES));
    }

    /** Returns what each decoder may take; refuses flags that make no sense. */
    DecoderBounds bounds(CommandSpec command) {
        if (decoderBytes < LEAST_DECODER_BYTES) {
            throw new ParameterException(
                    command.commandLine(),
                    "--max-decoder-memory: " + decoderBytes + " (expected: " + LEAST_DECODER_BYTES + " or more)");
        }
        return new DecoderBounds(
                Duration.ofSeconds(
                        Flags.between(command, "--max-decoder-time", decoderSeconds, 1, MOST_DECODER_SECONDS)),
                decoderBytes);
    }

    private DecodeLimits.Frame frame(CommandSpec command) {
        Matcher size = SIZE.matcher(frameSize);
        if (!size.matches()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--max-frame-size: " + frameSize + " (expected: width x height in pixels, such as 3840x2160)");
        }
        int width = Integer.parseInt(size.group(1));
        int height = Integer.parseInt(size.group(2));
        return Flags.parsed(
                command,
                "--max-frame-size",
                () -> new DecodeLimits.Frame(
                        width, height, Flags.positive(command, "--max-frame-pixels", framePixels)));
    }

    private static long between(CommandSpec command, String flag, long value, long max) {
        if (value < 1 || value > max) {
            throw new ParameterException(command.commandLine(), flag + ": " + value + " (expected: 1 to " + max + ")");
        }
        return value;
    }
}
