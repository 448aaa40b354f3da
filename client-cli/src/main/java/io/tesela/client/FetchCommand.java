package io.tesela.client;

import io.tesela.client.upload.Continuation;
import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.UploadRequest;
import io.tesela.client.upload.UploadSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fetch}: receives MP4 and report of a job that went on alone. */
@Command(
        name = "fetch",
        description = "Receives MP4 and report of a job whose video is at the server, as they come.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class FetchCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private JobParameter job = new JobParameter();

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private ReconnectOption reconnect = new ReconnectOption();

    @Mixin
    private DisplayOptions display = new DisplayOptions();

    /** @param console of the process */
    public FetchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        display.check();
        if (display.json() && target.streams()) {
            throw new ParameterException(
                    command.commandLine(), "--json: together with --out - (expected: one of them on standard output)");
        }
        UploadRequest request = new UploadRequest(
                server.address(),
                new UploadSource.Nothing(),
                target.target(console, false),
                JobWishes.NONE,
                new Continuation(job.id(), false, reconnect.patience()));
        ClientLogging.configure(display);
        return Interruption.guard(console, cancelled -> new UploadJob(console, display).run(request, cancelled));
    }
}
