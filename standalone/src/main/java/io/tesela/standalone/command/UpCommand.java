package io.tesela.standalone.command;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.standalone.role.Closing;
import io.tesela.standalone.role.DataFolder;
import io.tesela.standalone.role.LocalService;
import io.tesela.standalone.role.LocalTransport;
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

/** {@code up}: all roles in this process, until it is told to stop. */
@Command(
        name = "up",
        description = "Starts all roles in one process, and stays up.",
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
            description = "Where uploads and results are kept while jobs run (default: a temporary folder).")
    private @Nullable Path data;

    @Mixin
    private LogOptions log = new LogOptions();

    /** @param console of the process */
    public UpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        log.apply();
        return Staying.up(console, this::start);
    }

    private Mono<Void> start(Closing closing) throws IOException {
        DataFolder folder = closing.add(DataFolder.of(data));
        LocalService service = closing.add(new LocalService(new LocalService.Settings(
                server.config("ingest-1", folder.path()),
                transport(),
                server.http(),
                parallel.processors(),
                parallel.parallelism(),
                turns.limits(),
                PartitionCounts.DEFAULT)));
        announce(service);
        return service.failed();
    }

    private LocalTransport transport() {
        if (transport.inMemory() && kafkaPort != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--kafka-port: " + kafkaPort + " (expected: not with --transport memory, which has no broker)");
        }
        int port = kafkaPort == null ? 0 : Listening.port(command, "--kafka-port", kafkaPort);
        return transport.transport(BrokerSettings.loopback().withPort(port));
    }

    private void announce(LocalService service) {
        console.line("clients: port " + service.port() + " (tesela upload --port " + service.port() + " --video ...)");
        console.line("metrics: http://localhost:" + service.httpPort() + "/metrics");
        service.kafka().ifPresent(address -> console.line("kafka:   " + address));
        console.line("ready; Ctrl-C stops");
    }
}
