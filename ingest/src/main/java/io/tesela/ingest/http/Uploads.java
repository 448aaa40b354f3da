package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.ingest.job.JobClient;
import io.tesela.ingest.job.JobRegistry;
import io.tesela.ingest.job.JobView;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Resume;
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
     */
    record Standing(JobId job, long offset, long size) {}

    /** Begins a job, and emits its id as soon as it may run. */
    Mono<JobId> begin(Handshake handshake, String client) {
        return UploadVisit.of(asker -> jobs.serve(handshake, client, asker), job -> Mono.just(job.job()));
    }

    /** Returns how far one is. */
    Standing standing(JobId id) {
        JobStatus status = jobs.view(id).map(JobView::status).orElseThrow(Uploads::unknown);
        String error = status.error();
        if (error != null) {
            throw new HttpRefusal(HttpResponseStatus.GONE, "the job failed: " + error);
        }
        Long size = status.size();
        if (size == null) {
            throw HttpRefusal.conflict("how long this upload is, only its client knows (expected: one that said so)");
        }
        return new Standing(id, status.uploaded(), size);
    }

    /**
     * Goes on with an upload, and emits how many bytes are here then.
     *
     * @param offset of the first byte of the part
     */
    Mono<Long> bring(JobId id, long offset, RequestBody part, String client) {
        Standing before = standing(id);
        Handshake handshake = UploadMetadata.NONE.handshake(before.size());
        return UploadVisit.of(
                asker -> jobs.resume(handshake, new Resume(id, 0), client, asker),
                job -> bring(job, offset, before.size(), part));
    }

    private static Mono<Long> bring(JobClient job, long offset, long size, RequestBody part) {
        if (offset != job.uploadOffset()) {
            throw HttpRefusal.conflict("Upload-Offset: " + offset + " (expected: " + job.uploadOffset() + ")");
        }
        return part.into(bytes -> {
                    requireInside(offset + part.taken() + bytes.remaining(), size);
                    return job.untilBroken(job.append(bytes));
                })
                .then(Mono.defer(() -> end(job, offset + part.taken(), size)));
    }

    /** The last part ends the upload; of it no checksum is said. */
    private static Mono<Long> end(JobClient job, long here, long size) {
        boolean whole = here == size && !job.uploadComplete();
        return (whole ? job.untilBroken(job.uploaded(null)) : Mono.<Void>empty()).thenReturn(here);
    }

    private static void requireInside(long end, long size) {
        if (end > size) {
            throw new TeselaException(
                    FailureCode.TOO_LARGE, "upload: more than " + size + " bytes (expected: as Upload-Length said)");
        }
    }

    /** Ends the job of an upload; returns whether it worked. */
    boolean cancel(JobId id) {
        return jobs.cancel(standing(id).job());
    }

    static TeselaException unknown() {
        return new TeselaException(
                FailureCode.UNKNOWN_JOB, "there is no such upload here (expected: one that POST /uploads began)");
    }
}
