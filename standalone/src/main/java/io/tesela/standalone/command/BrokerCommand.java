package io.tesela.standalone.command;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.Flags;
import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.standalone.role.BrokerProcess;
import io.tesela.standalone.role.Closing;
import io.tesela.standalone.supervision.Announcement;
import io.tesela.telemetry.RoleHttpConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** {@code broker}: a Kafka broker in this process, for machines that have none. */
@Command(
        name = "broker",
        description = "Starts a Kafka broker (KRaft) and stays up; for machines that have none.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class BrokerCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String bind = "";

    @Option(
            names = "--advertise",
            paramLabel = "HOST",
            description = "Name under which other machines reach this one (default: the address of --bind).")
    private @Nullable String advertise;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Port, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", description = "Where records are kept (default: a temporary folder).")
    private @Nullable Path data;

    @Mixin
    private HttpOptions http = new HttpOptions();

    @Mixin
    private LogOptions log = new LogOptions();

    @Mixin
    private ChildOptions child = new ChildOptions();

    /** @param console of the process */
    public BrokerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        BrokerSettings settings = settings();
        RoleHttpConfig routes = http.config();
        log.apply();
        return child.up(console, closing -> start(closing, settings, routes));
    }

    private BrokerSettings settings() {
        String host = Listening.host(command, "--bind", bind);
        String advertised = advertise == null ? host : advertise;
        BrokerSettings settings = Flags.parsed(
                        command, "--advertise", () -> BrokerSettings.loopback().withHosts(host, advertised))
                .withPort(Listening.port(command, "--port", port));
        return data == null ? settings : settings.withDataDirectory(data);
    }

    private Mono<Void> start(Closing closing, BrokerSettings settings, RoleHttpConfig routes) {
        BrokerProcess process = closing.add(new BrokerProcess(settings, routes));
        child.ready(
                console,
                Announcement.ofThisProcess(process.httpPort(), process.port()),
                "metrics: http://localhost:" + process.httpPort() + "/metrics",
                "broker ready on " + process.bootstrapServers());
        return Mono.never();
    }
}
