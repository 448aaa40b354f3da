package io.tesela.client;

import io.tesela.client.upload.ServerAddress;
import io.tesela.domain.job.JobId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cancel}: ends a job. */
@Command(
        name = "cancel",
        description = "Ends a job and deletes what it has made, also its result if nobody has fetched it.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class CancelCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private JobParameter job = new JobParameter();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--json", description = "Tells programs of it: a line of JSON on standard error.")
    private boolean json;

    /** @param console of the process */
    public CancelCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ServerAddress address = server.address();
        JobId unwanted = job.id();
        return new ServerQuestion(console)
                .ask(client -> client.cancel(address, unwanted).doOnSuccess(unused -> tell(unwanted)));
    }

    private void tell(JobId cancelled) {
        if (json) {
            console.event(JobEvents.cancelled(cancelled));
        } else {
            console.success("cancelled: " + cancelled);
        }
    }
}
