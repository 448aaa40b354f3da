package io.tesela.standalone.command;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.standalone.role.Closing;
import io.tesela.standalone.role.DataFolder;
import io.tesela.standalone.role.LocalService;
import io.tesela.standalone.role.LocalTransport;
import io.tesela.standalone.supervision.ProcessService;
import io.tesela.standalone.supervision.ProcessSettings;
import io.tesela.telemetry.RoleHttpConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** {@code up}: all roles in this process, or each in one of its own, until it is told to stop. */
@Command(
        name = "up",
        description = "Starts all roles, and stays up.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class UpCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private ParallelOptions parallel = new ParallelOptions();

    @Option(
            names = "--processes",
            description =
                    "Runs the broker and each role in a process of its own, which is started again when it ends; without"
                            + " it all of them are in this process.")
    private boolean processes;

    @Mixin
    private TransportOptions transport = new TransportOptions();

    @Mixin
    private TurnOptions turns = new TurnOptions();

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "Port of the broker, 0 for any free one (default: 0).")
    private @Nullable Integer kafkaPort;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where uploads and results are kept, and with --processes the broker's records, too. Started again with"
                            + " the same folder, the service goes on with the jobs in it (default: a temporary folder,"
                            + " which goes with the service and its jobs).")
    private @Nullable Path data;

    @Mixin
    private TraceOptions tracing = new TraceOptions();

    @Mixin
    private LogOptions log = new LogOptions();

    /** @param console of the process */
    public UpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        log.apply();
        return processes ? upInProcesses() : Staying.up(console, this::start);
    }

    /** Refuses first what the children would: they would be started again for it. */
    private int upInProcesses() throws Exception {
        if (transport.inMemory()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--processes: true (expected: not with --transport memory, which is that of one process)");
        }
        IngestConfig ingest = server.config("ingest-1", Path.of(""), false);
        RoleHttpConfig http = server.http();
        int kafka = kafkaPort();
        ChildFlags flags = new ChildFlags(command, parallel.processors(), parallel.parallelism());
        turns.limits();
        tracing.settings();
        return Staying.up(
                console, ProcessService.CLOSE_BOUND, closing -> startProcesses(closing, ingest, http, kafka, flags));
    }

    private Mono<Void> startProcesses(
            Closing closing, IngestConfig ingest, RoleHttpConfig http, int kafka, ChildFlags flags) throws IOException {
        DataFolder folder = closing.add(DataFolder.of(data));
        ProcessSettings settings = new ProcessSettings(
                folder.path(),
                folder.temporary(),
                http.host(),
                kafka,
                ingest.access().port(),
                http.port(),
                parallel.processors(),
                flags);
        ProcessService service = closing.add(new ProcessService(settings, console::line));
        return service.run(this::announce);
    }

    private Mono<Void> start(Closing closing) throws IOException {
        DataFolder folder = closing.add(DataFolder.of(data));
        LocalService service = closing.add(new LocalService(new LocalService.Settings(
                server.config("ingest-1", folder.path(), !folder.temporary()),
                transport(),
                server.http(),
                parallel.processors(),
                parallel.parallelism(),
                turns.limits(),
                PartitionCounts.DEFAULT,
                tracing.settings())));
        announce(service);
        return service.failed();
    }

    private LocalTransport transport() {
        if (transport.inMemory() && kafkaPort != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--kafka-port: " + kafkaPort + " (expected: not with --transport memory, which has no broker)");
        }
        return transport.transport(BrokerSettings.loopback().withPort(kafkaPort()));
    }

    private int kafkaPort() {
        return kafkaPort == null ? 0 : Listening.port(command, "--kafka-port", kafkaPort);
    }

    private void announce(LocalService service) {
        announce(service.port(), service.httpPort());
        service.kafka().ifPresent(this::announceKafka);
        announceReady();
    }

    private void announce(ProcessService.Addresses found) {
        announce(found.port(), found.httpPort());
        announceKafka(found.kafka());
        found.children().forEach((name, child) -> console.line(name + ": " + child.where()));
        announceReady();
    }

    private void announce(int port, int httpPort) {
        console.line("clients: port " + port + " (tesela upload --port " + port + " --video ...)");
        console.line("page: http://localhost:" + httpPort + "/");
        console.line("metrics: http://localhost:" + httpPort + "/metrics");
    }

    private void announceKafka(String address) {
        console.line("kafka:   " + address);
    }

    private void announceReady() {
        console.line("ready; Ctrl-C stops");
    }
}
