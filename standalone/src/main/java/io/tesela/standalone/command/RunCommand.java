package io.tesela.standalone.command;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.DisplayOptions;
import io.tesela.client.ExitCode;
import io.tesela.client.Flags;
import io.tesela.client.Interruption;
import io.tesela.client.JobOptions;
import io.tesela.client.UploadJob;
import io.tesela.client.upload.ServerAddress;
import io.tesela.client.upload.UploadRequest;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.media.DecodeLimits;
import io.tesela.media.process.DecoderBounds;
import io.tesela.standalone.role.DataFolder;
import io.tesela.standalone.role.LocalService;
import io.tesela.standalone.role.LocalTransport;
import io.tesela.telemetry.RoleHttpConfig;
import io.tesela.wire.FilterRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** {@code run}: one job on this machine, with all roles in this process. */
@Command(
        name = "run",
        description = "Filters one video on this machine: all roles in this process, one job, then exit.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class RunCommand implements Callable<Integer> {
    private static final String DEFAULT_FILTERS = "canny,blur:3";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);

    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private JobOptions job = new JobOptions();

    @Mixin
    private DisplayOptions display = new DisplayOptions();

    @Mixin
    private ParallelOptions parallel = new ParallelOptions();

    @Mixin
    private TransportOptions transport = new TransportOptions();

    @Mixin
    private TurnOptions turns = new TurnOptions();

    @Mixin
    private TraceOptions tracing = new TraceOptions();

    @ArgGroup(validate = false, heading = "%nHow large a video may be:%n")
    private VideoLimitOptions video = new VideoLimitOptions();

    /** @param console of the process */
    public RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        display.check();
        if (display.json() && job.streams()) {
            throw new ParameterException(
                    command.commandLine(), "--json: together with --out - (expected: one of them on standard output)");
        }
        requireKnownFilters();
        DecodeLimits limits = video.limits(command);
        DecoderBounds bounds = video.bounds(command);
        tracing.settings();
        LocalTransport carrier = transport.transport(BrokerSettings.loopback());
        Optional<String> complaint = request(1).complaint();
        if (complaint.isPresent()) {
            console.failure(complaint.get());
            return ExitCode.USAGE;
        }
        LogOptions.apply(display.verbose(), display.log());
        return Interruption.guard(console, job.patience(), asked -> run(carrier, limits, bounds, asked));
    }

    /** A person who gives up while the service starts cancels the job too: it then ends before it begins. */
    private int run(LocalTransport carrier, DecodeLimits limits, DecoderBounds bounds, Mono<Void> cancelled)
            throws IOException {
        try (DataFolder folder = DataFolder.of(null);
                LocalService service = new LocalService(settings(carrier, ingest(folder.path(), limits, bounds)))) {
            return new UploadJob(console, display).run(request(service.port()), cancelled.or(service.failed()));
        }
    }

    /** A server would say the same, seconds later. */
    private void requireKnownFilters() {
        String chain = FilterRequest.chain(job.wishes().filters());
        FilterCatalogue catalogue = FilterCatalogue.installed();
        Flags.parsed(
                command, "--filters", () -> FilterChain.parse(chain.isEmpty() ? DEFAULT_FILTERS : chain, catalogue));
    }

    private UploadRequest request(int port) {
        ServerAddress address =
                new ServerAddress(LOOPBACK, port, ServerAddress.Family.ANY, CONNECT_TIMEOUT, IDLE_TIMEOUT);
        return new UploadRequest(address, job.source(console), job.target(console), job.wishes());
    }

    private static IngestConfig ingest(Path data, DecodeLimits limits, DecoderBounds bounds) {
        return IngestConfig.of("ingest-1", LOOPBACK, 0, data)
                .with(new IngestConfig.JobLimits(1, 0, 1))
                .with(limits)
                .with(bounds);
    }

    private LocalService.Settings settings(LocalTransport carrier, IngestConfig ingest) {
        return new LocalService.Settings(
                ingest,
                carrier,
                RoleHttpConfig.of(LOOPBACK, 0),
                parallel.processors(),
                parallel.parallelism(),
                turns.limits(),
                PartitionCounts.DEFAULT,
                tracing.settings());
    }
}
