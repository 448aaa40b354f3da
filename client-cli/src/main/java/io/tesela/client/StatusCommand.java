package io.tesela.client;

import io.tesela.client.upload.ServerAddress;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: tells how a job stands. */
@Command(
        name = "status",
        description = "Tells how a job stands.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class StatusCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private JobParameter job = new JobParameter();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(
            names = "--watch",
            description =
                    "Shows how it goes on, each second, until it ends. The exit code is then 0 if it is done, 5 if it failed; Ctrl-C ends"
                            + " the watching, not the job.")
    private boolean watch;

    @Mixin
    private ReconnectOption reconnect = new ReconnectOption();

    @Option(names = "--json", description = "Prints JSON; with --watch a line with each news.")
    private boolean json;

    /** @param console of the process */
    public StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        ServerAddress address = server.address();
        JobId watched = job.id();
        if (!watch) {
            return new ServerQuestion(console)
                    .ask(client ->
                            client.status(address, watched).doOnNext(this::show).then());
        }
        Duration patience = reconnect.patience();
        return Interruption.guard(
                console, asked -> new StatusWatch(console, json).run(address, watched, patience, asked));
    }

    private void show(JobStatus status) {
        console.result((json ? JobJson.of(status) : JobTable.of(status, Instant.now())) + "\n");
    }
}
