package io.tesela.ingest.http;

import io.tesela.ingest.job.JobClient;
import io.tesela.ingest.job.JobRegistry;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Accepted;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One request's connection to a job: it comes, does its work, and goes again, however that ends. The job stays.
 *
 * <p><b>Threads:</b> any. It hears no messages but that it is accepted: its work has to ask {@link JobClient#untilBroken}.
 */
final class UploadVisit implements JobRegistry.Asker {
    private volatile @Nullable JobClient attached;
    private volatile boolean ended;

    private UploadVisit() {}

    /**
     * Visits a job.
     *
     * @param asking asks for it, in the name of the visit
     * @param work done as soon as the job is there
     */
    static <T> Mono<T> of(Function<JobRegistry.Asker, Flux<ServerMessage>> asking, Function<JobClient, Mono<T>> work) {
        return Mono.usingWhen(
                Mono.fromSupplier(UploadVisit::new),
                visit -> visit.work(asking, work),
                visit -> Mono.fromRunnable(visit::end));
    }

    @Override
    public void attached(JobClient client) {
        attached = client;
        if (ended) {
            client.left();
        }
    }

    private <T> Mono<T> work(
            Function<JobRegistry.Asker, Flux<ServerMessage>> asking, Function<JobClient, Mono<T>> work) {
        return Flux.defer(() -> asking.apply(this))
                .ofType(Accepted.class)
                .next()
                .flatMap(accepted -> work.apply(Objects.requireNonNull(attached)));
    }

    private void end() {
        // Thread 1: sets ended, then reads attached. Thread 2: sets attached, then reads ended. One sees the other.
        ended = true;
        JobClient client = attached;
        if (client != null) {
            client.left();
        }
    }
}
