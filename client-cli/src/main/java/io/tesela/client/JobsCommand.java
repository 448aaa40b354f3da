package io.tesela.client;

import io.tesela.client.upload.ServerAddress;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs}: lists the jobs of a server. */
@Command(
        name = "jobs",
        description = "Lists the jobs of a server, the newest first.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class JobsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    /** @param console of the process */
    public JobsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ServerAddress address = server.address();
        return new ServerQuestion(console)
                .ask(client -> client.standing(address)
                        .doOnNext(jobs ->
                                console.result((json ? JobJson.of(jobs) : JobTable.of(jobs, Instant.now())) + "\n"))
                        .then());
    }
}
