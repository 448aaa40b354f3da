package io.tesela.client;

import io.tesela.client.upload.Continuation;
import io.tesela.client.upload.UploadRequest;
import io.tesela.client.upload.UploadSource;
import io.tesela.client.upload.UploadTarget;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code upload}: sends a video, receives MP4 and report. */
@Command(
        name = "upload",
        description = "Sends a video and receives MP4 and report.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class UploadCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private JobOptions job = new JobOptions();

    @Option(
            names = "--protocol",
            paramLabel = "stream|file",
            completionCandidates = ProtocolWords.class,
            defaultValue = "stream",
            description =
                    "How the server gets the video: it is sent to it, or --video is the path of a file below the server's"
                            + " --media-root, which is read there (default: ${DEFAULT-VALUE}).")
    private Protocol protocol = Protocol.STREAM;

    @Mixin
    private ContinuationOptions continuation = new ContinuationOptions();

    @Mixin
    private DisplayOptions display = new DisplayOptions();

    /** How the server gets the video. */
    private enum Protocol {
        STREAM,
        FILE
    }

    /** @param console of the process */
    public UploadCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        display.check();
        if (display.json() && job.streams()) {
            throw new ParameterException(
                    command.commandLine(), "--json: together with --out - (expected: one of them on standard output)");
        }
        Continuation goingOn = continuation.continuation(job);
        UploadTarget target = goingOn.detach() ? new UploadTarget.Nowhere() : job.target(console);
        UploadSource source = protocol == Protocol.FILE ? job.sourceAtServer() : job.source(console);
        UploadRequest request = new UploadRequest(server.address(), source, target, job.wishes(), goingOn);
        ClientLogging.configure(display);
        return Interruption.guard(
                console, job.patience(), cancelled -> new UploadJob(console, display).run(request, cancelled));
    }

    private static final class ProtocolWords extends EnumWords {
        ProtocolWords() {
            super(Protocol.values());
        }
    }
}
