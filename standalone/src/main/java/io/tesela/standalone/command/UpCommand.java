package io.tesela.standalone.command;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.standalone.role.Closing;
import io.tesela.standalone.role.DataFolder;
import io.tesela.standalone.role.LocalService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** {@code up}: all roles and a broker in this process, until it is told to stop. */
@Command(
        name = "up",
        description = "Starts all roles and a broker in one process, and stays up.",
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
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the broker, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int kafkaPort;

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
                BrokerSettings.loopback().withPort(Listening.port(command, "--kafka-port", kafkaPort)),
                server.http(),
                parallel.processors(),
                parallel.parallelism(),
                PartitionCounts.DEFAULT)));
        announce(service);
        return service.failed();
    }

    private void announce(LocalService service) {
        console.line("clients: port " + service.port() + " (tesela upload --port " + service.port() + " --video ...)");
        console.line("metrics: http://localhost:" + service.httpPort() + "/metrics");
        console.line("kafka:   " + service.kafka());
        console.line("ready; Ctrl-C stops");
    }
}
