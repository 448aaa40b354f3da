package io.tesela.client;

import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.UploadSource;
import io.tesela.client.upload.UploadTarget;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.wire.ClientMessage.EncoderRequest;
import io.tesela.wire.FilterRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Flags that say what is to be done with which files. */
public final class JobOptions {
    /** Stands for standard input and for standard output. */
    private static final String STANDARD = "-";

    private static final int MAX_CRF = 51;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--video",
            required = true,
            paramLabel = "PATH",
            description = "The video to send; - reads it from standard input.")
    private Path video = Path.of("");

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(
            names = "--filters",
            paramLabel = "CHAIN",
            completionCandidates = FilterWords.class,
            description =
                    "Filters in their order, such as canny:50:150,blur:3 (default: what the server was started with, or canny,blur:3).")
    private @Nullable String filters;

    @Option(
            names = "--tiles",
            paramLabel = "CxR",
            description = "Columns and rows of tiles, such as 3x3 (default: what the server was started with, or 3x3).")
    private @Nullable String tiles;

    @Option(
            names = "--codec",
            paramLabel = "NAME",
            description = "Codec of the result (default: what the server was started with, or h264).")
    private @Nullable String codec;

    @Option(names = "--encoder", paramLabel = "NAME", description = "Encoder for it: auto, libx264, ...")
    private @Nullable String encoder;

    @Option(names = "--preset", paramLabel = "NAME", description = "Preset of the encoder, such as veryfast.")
    private @Nullable String preset;

    @Option(names = "--crf", paramLabel = "N", description = "Constant rate factor, 0 (best) to 51.")
    private @Nullable Integer crf;

    @Option(
            names = "--live",
            description =
                    "The video may never end: the server keeps only what it still needs of it, cannot resume the job, and the"
                            + " result stays fragmented MP4.")
    private boolean live;

    @Option(
            names = "--on-missing",
            paramLabel = "fill|wait|fail",
            completionCandidates = MissingWords.class,
            defaultValue = "fill",
            description =
                    "What is done about a tile that was sent twice and that no processor has answered: its original pixels take"
                            + " its place, it is sent on and on, or the job fails (default: ${DEFAULT-VALUE}).")
    private OnMissing onMissing = OnMissing.FILL;

    /** Returns how long the job may take to its end once it is told to stop. */
    public Duration patience() {
        return live ? Interruption.BOUND_OF_LIVE : Interruption.BOUND;
    }

    /** Returns where the video comes from. */
    public UploadSource source(Console console) {
        return video.toString().equals(STANDARD)
                ? new UploadSource.FromStream(console.input())
                : new UploadSource.FromFile(video);
    }

    /** Returns the video as a file that the server can get at; refuses what it cannot be asked for that way. */
    UploadSource sourceAtServer() {
        if (video.toString().equals(STANDARD)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--protocol: file, with --video - (expected: the path of a file below the server's --media-root)");
        }
        if (live) {
            throw new ParameterException(
                    command.commandLine(), "--protocol: file, with --live (expected: one of them)");
        }
        return new UploadSource.AtServer(video.toString());
    }

    /** Returns whether standard output carries the video. */
    public boolean streams() {
        return target.streams();
    }

    /** Returns whether the video may never end. */
    public boolean live() {
        return live;
    }

    /** Returns whether somebody has said where the result goes. */
    boolean hasTarget() {
        return target.given();
    }

    /** Returns where the result goes. */
    public UploadTarget target(Console console) {
        return target.target(console, live);
    }

    /** Returns what is to be done; refuses what cannot be right on any server. */
    public JobWishes wishes() {
        if (crf != null) {
            Flags.between(command, "--crf", crf, 0, MAX_CRF);
        }
        String chain = filters;
        String grid = tiles;
        return new JobWishes(
                chain == null ? List.of() : Flags.parsed(command, "--filters", () -> FilterRequest.parseChain(chain)),
                grid == null ? null : Flags.parsed(command, "--tiles", () -> TileGrid.parse(grid)),
                codec,
                encoder == null && preset == null && crf == null ? null : new EncoderRequest(encoder, preset, crf),
                live,
                onMissing);
    }

    private static final class MissingWords extends EnumWords {
        MissingWords() {
            super(OnMissing.values());
        }
    }
}
