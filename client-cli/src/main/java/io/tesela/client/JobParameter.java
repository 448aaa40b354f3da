package io.tesela.client;

import io.tesela.domain.job.JobId;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Names a job that exists. */
final class JobParameter {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "JOB", description = "Its id, as the server gave it; jobs lists them.")
    private String job = "";

    JobId id() {
        return Flags.parsed(command, "JOB", () -> new JobId(job));
    }
}
