package io.tesela.client.upload;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.job.OnMissing;
import io.tesela.wire.ClientMessage;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Mode;
import io.tesela.wire.ClientMessage.Resume;
import io.tesela.wire.ClientMessage.Status;
import io.tesela.wire.MessageDecoder;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Jobs;
import io.tesela.wire.ServerMessage.Queued;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/**
 * Asks a server for its jobs, and ends them.
 *
 * <ul>
 *   <li><b>Backpressure:</b> answers are small and few: a server keeps a bounded number of jobs.
 *   <li><b>Threads:</b> those of {@link ClientRuntime}.
 *   <li><b>Ownership:</b> a connection is opened for each question, and closed with its answer.
 *   <li><b>Errors:</b> {@link TeselaException} if the server refuses, cannot be reached or says nothing for too long.
 * </ul>
 */
public final class JobsClient {
    private final ClientRuntime runtime;

    /** @param runtime stays the caller's */
    public JobsClient(ClientRuntime runtime) {
        this.runtime = runtime;
    }

    /** Returns how all jobs stand, the newest first. */
    public Mono<List<JobStatus>> standing(ServerAddress server) {
        return jobs(server, null).onErrorMap(ConnectionLost.class, ConnectionLost::toFailure);
    }

    /** Returns how one job stands. */
    public Mono<JobStatus> status(ServerAddress server, JobId job) {
        return answer(server, job).onErrorMap(ConnectionLost.class, ConnectionLost::toFailure);
    }

    /** As {@link #status}; what says nothing against the job stays a {@link ConnectionLost}. */
    Mono<JobStatus> answer(ServerAddress server, JobId job) {
        return jobs(server, job).map(jobs -> only(jobs, job));
    }

    /** Ends a job, or lets go of its result if it is done; completes when the server has said so. */
    public Mono<Void> cancel(ServerAddress server, JobId job) {
        return ask(server, connection -> endOf(job, server, connection))
                .onErrorResume(JobsClient::isCancelled, cancelled -> Mono.empty())
                .onErrorMap(ConnectionLost.class, ConnectionLost::toFailure)
                .then();
    }

    private Mono<List<JobStatus>> jobs(ServerAddress server, @Nullable JobId job) {
        return ask(server, connection -> statusOf(job, server, connection))
                .collectList()
                .map(parts -> whole(parts, server));
    }

    private static List<JobStatus> whole(List<Jobs> parts, ServerAddress server) {
        if (parts.isEmpty() || !parts.get(parts.size() - 1).last()) {
            throw lost(server, "it was closed before the answer was there", null);
        }
        return parts.stream().flatMap(part -> part.jobs().stream()).toList();
    }

    /** A server refuses to answer for a job that it does not have. */
    private static JobStatus only(List<JobStatus> jobs, JobId job) {
        if (jobs.size() != 1) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE, "jobs: " + jobs.size() + " of them (expected: job " + job + " alone)");
        }
        return jobs.get(0);
    }

    private Flux<Jobs> statusOf(@Nullable JobId job, ServerAddress server, Connection connection) {
        return Sending.send(connection, new Status(job))
                .thenMany(messages(server, connection))
                .ofType(Jobs.class)
                .takeUntil(Jobs::last);
    }

    private Flux<Void> endOf(JobId job, ServerAddress server, Connection connection) {
        return Sending.send(connection, resume(job))
                .thenMany(messages(server, connection))
                .concatMap(message -> answer(connection, message), 1);
    }

    private static boolean isCancelled(Throwable error) {
        return error instanceof TeselaException told && told.code() == FailureCode.CANCELLED;
    }

    private static Mono<Void> answer(Connection connection, ServerMessage message) {
        return message instanceof Accepted || message instanceof Queued
                ? Sending.send(connection, new Cancel())
                : Mono.empty();
    }

    private interface Question<T> {
        Flux<T> put(Connection connection);
    }

    private <T> Flux<T> ask(ServerAddress server, Question<T> question) {
        return Flux.usingWhen(
                        Connector.connect(server, runtime),
                        question::put,
                        connection -> Mono.fromRunnable(connection::dispose))
                .onErrorMap(error -> broken(server, error));
    }

    private Flux<ServerMessage> messages(ServerAddress server, Connection connection) {
        MessageDecoder<ServerMessage> decoder = MessageDecoder.ofServerMessages();
        AtomicBoolean heard = new AtomicBoolean();
        return connection
                .inbound()
                .receive()
                .map(decoder::decode)
                .onErrorMap(error -> heard.get() ? error : ForeignAnswer.explain(server, error))
                .doOnNext(messages -> heard.set(heard.get() || !messages.isEmpty()))
                .concatMapIterable(messages -> messages, 1)
                .doOnNext(JobsClient::refuse)
                .timeout(server.idleTimeout(), Mono.error(() -> silent(server)), runtime.timer());
    }

    private static void refuse(ServerMessage message) {
        if (message instanceof Failure failure) {
            throw failure.toException();
        }
    }

    private static Throwable broken(ServerAddress server, Throwable error) {
        return error instanceof TeselaException || error instanceof ConnectionLost
                ? error
                : lost(server, String.valueOf(error.getMessage()), error);
    }

    private static ConnectionLost lost(ServerAddress server, String reason, @Nullable Throwable cause) {
        return new ConnectionLost("lost the connection to " + server + ": " + reason + " (expected: an answer)", cause);
    }

    private static ConnectionLost silent(ServerAddress server) {
        return new ConnectionLost(
                server + " said nothing for " + server.idleTimeout().toSeconds() + " s (expected: an answer)", null);
    }

    private static ClientMessage resume(JobId job) {
        return new Handshake(
                Handshake.VERSION,
                Mode.STREAM,
                Container.FMP4,
                null,
                null,
                List.of(),
                "",
                null,
                false,
                false,
                false,
                null,
                new Resume(job, 0),
                null,
                OnMissing.FILL);
    }
}
