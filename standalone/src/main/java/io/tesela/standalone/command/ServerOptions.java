package io.tesela.standalone.command;

import io.tesela.client.EnumWords;
import io.tesela.client.FilterWords;
import io.tesela.client.Flags;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.media.ffmpeg.FfmpegSegmentEncoderFactory;
import io.tesela.telemetry.RoleHttpConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Flags of whatever runs an ingest: where it listens, what jobs get that ask for nothing, and their bounds. */
final class ServerOptions {
    private static final IngestConfig.Keeping KEEPING = IngestConfig.Keeping.DEFAULT;
    /** A month: a result that lies here for longer is forgotten. */
    private static final int MAX_RETENTION_SECONDS = 31 * 86_400;

    /** Source: unix(7), 108 with a byte at the end; others take 104. */
    private static final int MOST_SOCKET_PATH_BYTES = 103;

    /** Each is a connection, and some memory. */
    private static final int MOST_BROWSERS = 10_000;

    private static final IngestConfig.Flow FLOW = IngestConfig.Flow.DEFAULT;
    private static final List<String> ENCODING = List.of("--codec", "--encoder", "--preset", "--crf");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "::",
            description = "Address to listen on; :: is every one, IPv6 and IPv4 (default: ${DEFAULT-VALUE}).")
    private String bind = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9090",
            description = "Port for clients, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = {"--preview-port", "--metrics-port"},
            paramLabel = "PORT",
            defaultValue = "8080",
            description =
                    "Port of the HTTP routes, metrics and previews alike, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int previewPort;

    @Option(
            names = "--filters",
            paramLabel = "CHAIN",
            completionCandidates = FilterWords.class,
            defaultValue = "canny,blur:3",
            description = "Filters of jobs that ask for none (default: ${DEFAULT-VALUE}).")
    private String filters = "";

    @Option(
            names = "--tiles",
            paramLabel = "CxR",
            defaultValue = "3x3",
            description = "Grid of jobs that ask for none (default: ${DEFAULT-VALUE}).")
    private String tiles = "";

    @Option(
            names = "--codec",
            paramLabel = "NAME",
            defaultValue = "h264",
            description = "Codec of jobs that ask for none (default: ${DEFAULT-VALUE}).")
    private String codec = "";

    @Option(
            names = "--encoder",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "Encoder of jobs that ask for none (default: ${DEFAULT-VALUE}).")
    private String encoder = "";

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "veryfast",
            description = "Its preset (default: ${DEFAULT-VALUE}).")
    private String preset = "";

    @Option(
            names = "--crf",
            paramLabel = "N",
            defaultValue = "23",
            description = "Its constant rate factor, 0 to 51 (default: ${DEFAULT-VALUE}).")
    private int crf;

    @Option(
            names = "--partitioning",
            paramLabel = "tile|job",
            completionCandidates = PartitioningWords.class,
            defaultValue = "tile",
            description =
                    "Spreads the tiles of a job over all processors, or keeps them with one (default: ${DEFAULT-VALUE}).")
    private TilePartitioning partitioning = TilePartitioning.TILE;

    @Option(names = "--window-frames", paramLabel = "N", description = "Most frames of a job in flight (default: 16).")
    private int windowFrames = FLOW.windowFrames();

    @Option(
            names = "--window-bytes",
            paramLabel = "BYTES",
            description = "Most pixels in flight, of all jobs together (default: 268435456, that is 256 MiB).")
    private long windowBytes = FLOW.windowBytes();

    @Mixin
    private VideoLimitOptions video = new VideoLimitOptions();

    @Option(
            names = "--max-jobs",
            paramLabel = "N",
            defaultValue = "32",
            description = "Most jobs at once (default: ${DEFAULT-VALUE}).")
    private int maxJobs;

    @Option(
            names = "--max-queued-jobs",
            paramLabel = "N",
            defaultValue = "64",
            description = "Most jobs that wait for their turn; a further one is refused (default: ${DEFAULT-VALUE}).")
    private int maxWaiting;

    @Option(
            names = "--max-jobs-per-client",
            paramLabel = "N",
            description = "Most jobs at once of one client, by its address; further ones wait (default: --max-jobs).")
    private @Nullable Integer maxPerClient;

    @Option(
            names = "--max-upload",
            paramLabel = "BYTES",
            description = "Largest video taken (default: 68719476736, that is 64 GiB).")
    private long maxUploadBytes = FLOW.maxUploadBytes();

    @Option(
            names = "--max-disk",
            paramLabel = "BYTES",
            description =
                    "Most bytes of the uploads and outputs of all jobs on disk (default: 274877906944, that is 256 GiB).")
    private long diskBytes = FLOW.diskBytes();

    @Option(
            names = "--upload-ahead",
            paramLabel = "BYTES",
            description = "How far a client may send ahead of the decoder (default: 16777216, that is 16 MiB).")
    private long uploadAheadBytes = FLOW.uploadAheadBytes();

    @Option(
            names = "--max-unstored-output",
            paramLabel = "BYTES",
            description =
                    "Most output that waits for its client before the decoder stops (default: 67108864, that is 64 MiB).")
    private long outputBytes = FLOW.outputBytes();

    @Option(
            names = "--retention",
            paramLabel = "SECONDS",
            description =
                    "How long a job is kept whose client has gone, and a result that nobody fetches; 0: not at all (default: 3600).")
    private int retentionSeconds = (int) KEEPING.retention().toSeconds();

    @Option(
            names = "--max-detached-output",
            paramLabel = "BYTES",
            description =
                    "Most output of a job that goes on without its client (default: 17179869184, that is 16 GiB).")
    private long detachedOutputBytes = KEEPING.detachedOutputBytes();

    @Option(
            names = "--unix",
            paramLabel = "PATH",
            description =
                    "Path of a Unix domain socket to listen on, too; whoever may write it may connect (default: none).")
    private @Nullable Path unix;

    @Option(
            names = "--media-root",
            paramLabel = "DIR",
            description =
                    "Folder of videos that clients may name, by --protocol file, instead of sending them (default: none).")
    private @Nullable Path mediaRoot;

    @Option(
            names = "--max-listeners",
            paramLabel = "N",
            defaultValue = "256",
            description = "Most browsers and others that listen to events at once (default: ${DEFAULT-VALUE}).")
    private int maxListeners;

    @Option(
            names = "--max-downloads",
            paramLabel = "N",
            defaultValue = "64",
            description = "Most videos read over HTTP at once, beside their clients (default: ${DEFAULT-VALUE}).")
    private int maxDownloads;

    @Option(
            names = "--max-previews",
            paramLabel = "N",
            defaultValue = "1",
            description = "Most previews made at once; others wait (default: ${DEFAULT-VALUE}).")
    private int maxPreviews;

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Names by which browsers may come to the page, besides addresses, names without a dot and this machine's own (default: none).")
    private Set<String> hostNames = Set.of();

    @Option(
            names = "--hide-inputs",
            description =
                    "Show no video as it was sent, and keep none when its job is done (default: the page shows both beside each other).")
    private boolean hideInputs;

    /** Returns where the HTTP routes are; whoever listens or reads leaves room for those that ask how it is. */
    RoleHttpConfig http() {
        return RoleHttpConfig.of(
                        Listening.host(command, "--bind", bind), Listening.port(command, "--preview-port", previewPort))
                .besides(browsers().maxListeners() + browsers().maxDownloads());
    }

    /**
     * Returns the settings of an ingest; refuses flags that make no sense.
     *
     * @param id of the ingest
     * @param data where its spools go
     * @param stays whether that folder stays when the ingest is stopped, and with it its jobs
     */
    IngestConfig config(String id, Path data, boolean stays) {
        // Not within: a plug-in that cannot be loaded is no fault of the flag.
        FilterCatalogue catalogue = FilterCatalogue.installed();
        Flags.parsed(command, "--filters", () -> FilterChain.parse(filters, catalogue));
        IngestConfig config = IngestConfig.of(
                        id, Listening.host(command, "--bind", bind), Listening.port(command, "--port", port), data)
                .with(new IngestConfig.JobDefaults(
                        filters, Flags.parsed(command, "--tiles", () -> TileGrid.parse(tiles)), encoding()))
                .with(partitioning)
                .with(flow())
                .with(video.limits(command))
                .with(video.bounds(command))
                .with(jobs())
                .with(IngestConfig.Sessions.DEFAULT.with(browsers()))
                .with(keeping(stays));
        return config.with(access(config.access()));
    }

    private IngestConfig.Access access(IngestConfig.Access plain) {
        IngestConfig.Access listening = unix == null ? plain : plain.withUnix(socket(unix));
        return mediaRoot == null ? listening : listening.withMediaRoot(folder(mediaRoot));
    }

    private Path socket(Path path) {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MOST_SOCKET_PATH_BYTES) {
            throw new ParameterException(
                    command.commandLine(),
                    "--unix: " + path + " (expected: a path of at most " + MOST_SOCKET_PATH_BYTES + " bytes)");
        }
        return path;
    }

    private Path folder(Path root) {
        if (!Files.isDirectory(root) || !Files.isReadable(root)) {
            throw new ParameterException(
                    command.commandLine(), "--media-root: " + root + " (expected: a folder that can be read)");
        }
        return root;
    }

    private IngestConfig.Keeping keeping(boolean whenStopped) {
        Flags.between(command, "--retention", retentionSeconds, 0, MAX_RETENTION_SECONDS);
        return new IngestConfig.Keeping(
                Duration.ofSeconds(retentionSeconds),
                Flags.positive(command, "--max-detached-output", detachedOutputBytes),
                KEEPING.maxEnded(),
                whenStopped);
    }

    private IngestConfig.JobLimits jobs() {
        int perClient = maxPerClient == null ? maxJobs : maxPerClient;
        if (maxWaiting < 0) {
            throw new ParameterException(
                    command.commandLine(), "--max-queued-jobs: " + maxWaiting + " (expected: 0 or more)");
        }
        return new IngestConfig.JobLimits(
                Flags.positive(command, "--max-jobs", maxJobs),
                maxWaiting,
                Flags.positive(command, "--max-jobs-per-client", perClient));
    }

    private IngestConfig.Browsers browsers() {
        int listeners = Flags.between(command, "--max-listeners", maxListeners, 1, MOST_BROWSERS);
        int downloads = Flags.between(command, "--max-downloads", maxDownloads, 1, MOST_BROWSERS);
        int previews = Flags.between(command, "--max-previews", maxPreviews, 1, MOST_BROWSERS);
        return Flags.parsed(
                command,
                "--host-name",
                () -> new IngestConfig.Browsers(listeners, downloads, previews, !hideInputs, hostNames));
    }

    private IngestConfig.Flow flow() {
        return new IngestConfig.Flow(
                Flags.positive(command, "--window-frames", windowFrames),
                Flags.positive(command, "--window-bytes", windowBytes),
                Flags.positive(command, "--max-unstored-output", outputBytes),
                Flags.positive(command, "--upload-ahead", uploadAheadBytes),
                Flags.positive(command, "--max-upload", maxUploadBytes),
                Flags.positive(command, "--max-disk", diskBytes),
                FLOW.segmentFrames(),
                FLOW.publishConcurrency(),
                FLOW.cutAfter());
    }

    /** Asks the encoders of this machine: a default that none of them takes would fail every job. */
    private EncoderSettings encoding() {
        try {
            EncoderSettings settings = new EncoderSettings(codec, encoder, preset, crf);
            new FfmpegSegmentEncoderFactory().identify(settings);
            return settings;
        } catch (TeselaException | IllegalArgumentException e) {
            String sentence = String.valueOf(e.getMessage());
            String flag = Flags.named(ENCODING, sentence).orElse("--encoder");
            throw new ParameterException(command.commandLine(), Flags.blame(flag, sentence), e);
        }
    }

    private static final class PartitioningWords extends EnumWords {
        PartitioningWords() {
            super(TilePartitioning.values());
        }
    }
}
