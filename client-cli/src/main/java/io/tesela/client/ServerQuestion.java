package io.tesela.client;

import io.tesela.client.upload.ClientRuntime;
import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.JobsClient;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A question to a server in front of a person; the rim of the client, where waiting is allowed.
 *
 * <p><b>Threads:</b> {@link #ask} blocks.
 */
final class ServerQuestion {
    private static final Logger LOG = LoggerFactory.getLogger(ServerQuestion.class);

    private final Console console;

    ServerQuestion(Console console) {
        this.console = console;
    }

    /** Asks, and returns the exit code; prints at most one sentence about what went wrong. */
    int ask(Function<JobsClient, Mono<Void>> question) {
        try (ClientRuntime runtime = ClientRuntime.create()) {
            question.apply(new JobsClient(runtime)).block();
            return ExitCode.OK;
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("question failed");
            Verdict verdict = Verdict.of(e, JobWishes.NONE);
            console.verdict(verdict);
            return verdict.exitCode();
        }
    }
}
