package io.tesela.ingest.http;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.ingest.job.JobClient;
import io.tesela.ingest.job.JobRegistry;
import io.tesela.ingest.job.JobView;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Resume;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Videos that come in parts, each on a connection of its own: an upload is a job, which goes on by itself when its video is there.
 *
 * <ul>
 *   <li><b>Backpressure:</b> who begins a job waits for its turn, as every client does; of a part some bytes are read when those before them
 *       are stored.
 *   <li><b>Threads:</b> any; never blocks.
 *   <li><b>Errors:</b> a {@link HttpRefusal}, or a {@link TeselaException}; bytes that were stored stay.
 * </ul>
 */
final class Uploads {
    private final JobRegistry jobs;

    Uploads(JobRegistry jobs) {
        this.jobs = jobs;
    }

    /**
     * How far an upload is.
     *
     * @param offset bytes that are here
     * @param size of all of it
     * @param open whether its end has not been made yet
     * @param metadata what it asked for, as its header said
     */
    record Standing(JobId job, long offset, long size, boolean open, String metadata) {}

    /** Begins a job, and emits its id as soon as it may run. */
    Mono<JobId> begin(Handshake handshake, String client) {
        return UploadVisit.of(asker -> jobs.serve(handshake, client, asker), job -> Mono.just(job.job()));
    }

    /**
     * Emits how far one is. Of one whose last part came, and broke off before it was ended, the end is made good: whoever hears that all is here
     * sends no more.
     */
    Mono<Standing> standing(JobId id, String client) {
        return Mono.fromCallable(() -> look(id))
                .flatMap(standing -> standing.open() && standing.offset() == standing.size()
                        ? ended(standing, client)
                        : Mono.just(standing));
    }

    private Mono<Standing> ended(Standing standing, String client) {
        return visit(standing, client, job -> end(job, standing.offset(), standing.size()))
                .thenReturn(standing);
    }

    /**
     * Goes on with an upload, and emits how many bytes are here then.
     *
     * @param offset of the first byte of the part
     */
    Mono<Long> bring(JobId id, long offset, RequestBody part, String client) {
        return Mono.fromCallable(() -> look(id))
                .flatMap(before -> visit(before, client, job -> bring(job, offset, before.size(), part)));
    }

    /** Ends the job of an upload, or lets its result go. */
    void cancel(JobId id) {
        if (!jobs.cancel(look(id).job())) {
            throw HttpRefusal.conflict("its result is being fetched (expected: one that waits)");
        }
    }

    private <T> Mono<T> visit(Standing standing, String client, Function<JobClient, Mono<T>> work) {
        Handshake handshake = UploadMetadata.NONE.handshake(standing.size());
        return UploadVisit.of(asker -> jobs.resume(handshake, new Resume(standing.job(), 0), client, asker), work);
    }

    private Standing look(JobId id) {
        JobView view = jobs.view(id).orElseThrow(Uploads::unknown);
        JobStatus status = view.status();
        String error = status.error();
        if (error != null) {
            throw HttpRefusal.gone("the job failed: " + error);
        }
        Long size = status.size();
        if (size == null || !status.detached()) {
            // Some other client's: it is there for that one.
            throw unknown();
        }
        return new Standing(
                id,
                status.uploaded(),
                size,
                status.state() == JobStatus.State.UPLOADING,
                UploadMetadata.of(status.name(), view.filters(), view.tiles()));
    }

    private static Mono<Long> bring(JobClient job, long offset, long size, RequestBody part) {
        if (offset != job.uploadOffset()) {
            throw HttpRefusal.conflict("Upload-Offset: " + offset + " (expected: " + job.uploadOffset() + ")");
        }
        return part.into(bytes -> {
                    requireInside(offset + part.taken() + bytes.remaining(), size);
                    return unlessFailed(job, job.append(bytes));
                })
                .then(Mono.defer(() -> end(job, offset + part.taken(), size)));
    }

    /** The last part ends the upload; of it no checksum is said. */
    private static Mono<Long> end(JobClient job, long here, long size) {
        boolean whole = here == size && !job.uploadComplete();
        return unlessFailed(job, whole ? job.uploaded(null) : Mono.empty()).thenReturn(here);
    }

    /** A client that is told of a conflict asks again, and one whose job has failed would begin it anew. */
    private static Mono<Void> unlessFailed(JobClient job, Mono<Void> doing) {
        return job.untilBroken(doing)
                .onErrorMap(
                        TeselaException.class,
                        e -> job.broken() ? HttpRefusal.gone("the job failed: " + e.sentence()) : e);
    }

    private static void requireInside(long end, long size) {
        if (end > size) {
            throw new TeselaException(
                    FailureCode.TOO_LARGE, "upload: more than " + size + " bytes (expected: as Upload-Length said)");
        }
    }

    static TeselaException unknown() {
        return new TeselaException(
                FailureCode.UNKNOWN_JOB, "there is no such upload here (expected: one that POST /uploads began)");
    }
}
