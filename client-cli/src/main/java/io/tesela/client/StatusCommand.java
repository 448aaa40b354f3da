package io.tesela.client;

import io.tesela.domain.job.JobStatus;
import java.time.Instant;
import java.util.List;
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

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    /** @param console of the process */
    public StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return new ServerQuestion(console)
                .ask(client -> client.standing(server.address(), job.id())
                        .doOnNext(this::show)
                        .then());
    }

    /** The server refuses to answer for a job it does not know, so there is one. */
    private void show(List<JobStatus> jobs) {
        JobStatus status = jobs.get(0);
        console.result((json ? JobJson.of(status) : JobTable.of(status, Instant.now())) + "\n");
    }
}
