package io.tesela.standalone.command;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.IngestConfig;
import io.tesela.kafka.topic.TilePartitioning;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Flags of whatever runs an ingest: where it listens, what jobs get that ask for nothing, and their bounds. */
final class ServerOptions {
    private static final IngestConfig.Flow FLOW = IngestConfig.Flow.DEFAULT;

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
            names = "--preview-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port of the HTTP routes, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int previewPort;

    @Option(
            names = "--filters",
            paramLabel = "CHAIN",
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
            defaultValue = "tile",
            description =
                    "Spreads the tiles of a job over all processors, or keeps them with one (default: ${DEFAULT-VALUE}).")
    private TilePartitioning partitioning = TilePartitioning.TILE;

    @Option(names = "--window-frames", paramLabel = "N", description = "Most frames of a job in flight (default: 16).")
    private int windowFrames = FLOW.windowFrames();

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

    int previewPort() {
        return previewPort;
    }

    String bind() {
        return bind;
    }

    /**
     * Returns the settings of an ingest; refuses flags that make no sense.
     *
     * @param id of the ingest
     * @param data where its spools go
     */
    IngestConfig config(String id, Path data) {
        return checked(() -> {
            FilterChain.parse(filters, FilterCatalogue.standard());
            IngestConfig.Flow flow = new IngestConfig.Flow(
                    windowFrames,
                    FLOW.windowBytes(),
                    FLOW.outputBytes(),
                    FLOW.uploadAheadBytes(),
                    maxUploadBytes,
                    FLOW.segmentFrames(),
                    FLOW.publishConcurrency(), FLOW.cutAfter());
            return IngestConfig.of(id, bind, port, data)
                    .with(new IngestConfig.JobDefaults(
                            filters, TileGrid.parse(tiles), new EncoderSettings(codec, encoder, preset, crf)))
                    .with(partitioning)
                    .with(flow)
                    .with(new IngestConfig.JobLimits(maxJobs, maxWaiting, maxPerClient == null ? maxJobs : maxPerClient));
        });
    }

    private <T> T checked(Supplier<T> make) {
        try {
            return make.get();
        } catch (TeselaException | IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
        }
    }
}
