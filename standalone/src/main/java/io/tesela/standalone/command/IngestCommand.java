package io.tesela.standalone.command;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.ingest.Ingest;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.spool.IngestId;
import io.tesela.standalone.role.Closing;
import io.tesela.standalone.role.DataFolder;
import io.tesela.standalone.role.RoleProcess;
import io.tesela.standalone.supervision.Announcement;
import io.tesela.telemetry.Readiness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code ingest}: takes uploads; any number may run. */
@Command(
        name = "ingest",
        description = "Starts an ingest and stays up.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class IngestCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where uploads and results are kept. An ingest that is started again with the same folder goes"
                            + " on with the jobs in it (default: a temporary folder, which goes with the ingest and its jobs).")
    private @Nullable Path data;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private TraceOptions tracing = new TraceOptions();

    @Mixin
    private LogOptions log = new LogOptions();

    @Mixin
    private ChildOptions child = new ChildOptions();

    @Mixin
    private IdOption id = new IdOption();

    /** @param console of the process */
    public IngestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        log.apply();
        return child.up(console, this::start);
    }

    private Mono<Void> start(Closing closing) throws IOException {
        DataFolder folder = closing.add(DataFolder.of(data));
        IngestConfig config = server.config(name(), folder.path(), !folder.temporary());
        AtomicInteger port = new AtomicInteger();
        RoleProcess process = closing.add(new RoleProcess(
                "ingest",
                kafka.connection(),
                server.http(),
                tracing.settings(),
                Runtime.getRuntime().availableProcessors(),
                config.jobs().maxRunning(),
                wiring -> started(wiring.ingest(config), port)));
        child.ready(
                console,
                Announcement.ofThisProcess(process.httpPort(), port.get()),
                "ingest ready on port " + port.get() + "; page: http://localhost:" + process.httpPort()
                        + "/; metrics: http://localhost:" + process.httpPort() + "/metrics");
        return process.failed();
    }

    /** A folder that stays keeps the name, too: by it the log knows the jobs. */
    private String name() throws IOException {
        Optional<String> before = data == null || id.given() ? Optional.empty() : IngestId.in(data);
        return before.orElseGet(() -> id.of("ingest"));
    }

    private static Readiness started(Ingest ingest, AtomicInteger port) {
        port.set(ingest.port());
        return ingest.readiness();
    }
}
