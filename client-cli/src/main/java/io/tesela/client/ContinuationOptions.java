package io.tesela.client;

import io.tesela.client.upload.Continuation;
import io.tesela.domain.job.JobId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Flags that say what becomes of the job when the client goes, or comes back. */
public final class ContinuationOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--detach",
            description = "Ends once the video is at the server, which goes on alone; fetch brings the result.")
    private boolean detach;

    @Option(
            names = "--resume",
            paramLabel = "JOB",
            description = "Goes on with a job whose client was lost: with the same --video, and what came of --out.")
    private @Nullable String resume;

    @Mixin
    private ReconnectOption reconnect = new ReconnectOption();

    boolean detach() {
        return detach;
    }

    /** Returns what was said; refuses what does not go together. */
    Continuation continuation(JobOptions job) {
        String id = resume;
        if (detach && job.live()) {
            throw refusal("--detach: together with --live (expected: a video with an end)");
        }
        if (detach && job.hasTarget()) {
            throw refusal("--detach: together with --out or --container (expected: without; fetch brings the result)");
        }
        if (id != null && job.live()) {
            throw refusal("--resume: together with --live (expected: a video with an end)");
        }
        if (id != null && job.streams()) {
            throw refusal(
                    "--resume: together with --out - (expected: --out PATH; fetch --out - streams a whole result)");
        }
        return new Continuation(
                id == null ? null : Flags.parsed(command, "--resume", () -> new JobId(id)),
                detach,
                reconnect.patience());
    }

    private ParameterException refusal(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }
}
