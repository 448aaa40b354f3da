package io.tesela.standalone.command;

import io.tesela.ingest.Ingest;
import io.tesela.ingest.IngestConfig;
import io.tesela.standalone.role.DataFolder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.standalone.role.RoleProcess;
import io.tesela.telemetry.RoleHttpConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import org.jspecify.annotations.Nullable;

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
            description = "Where uploads and results are kept while jobs run (default: a temporary folder).")
    private @Nullable Path data;

    @Mixin
    private RoleOptions role = new RoleOptions();

    /** @param console of the process */
    public IngestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        role.log().apply();
        try (DataFolder folder = DataFolder.of(data)) {
            IngestConfig config = server.config(RoleNames.unique("ingest"), folder.path());
            AtomicInteger port = new AtomicInteger();
            RoleProcess process = new RoleProcess(
                    "ingest",
                    role.connection(),
                    RoleHttpConfig.of(server.bind(), server.previewPort()),
                    Runtime.getRuntime().availableProcessors(),
                    config.maxJobs(),
                    wiring -> {
                        Ingest ingest = wiring.ingest(config);
                        port.set(ingest.port());
                        return ingest.readiness();
                    });
            console.line("ingest ready on port " + port.get() + "; metrics: http://localhost:" + process.httpPort()
                    + "/metrics");
            Staying.upWith(process);
            return ExitCode.OK;
        }
    }
}
