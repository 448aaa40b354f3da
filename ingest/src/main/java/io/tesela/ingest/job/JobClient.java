package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.report.JobReport;
import io.tesela.ingest.output.OutputRelay;
import io.tesela.ingest.pictures.PictureIntake;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.Frame;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Mode;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.ClientMessage.Resume;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Detached;
import io.tesela.wire.ServerMessage.Grant;
import io.tesela.wire.ServerMessage.Progress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One client's connection to a job: what it is told, and what it sends. The job outlives it.
 *
 * <pre>
 * accepted -> { grants | progress | output | previews } -> side files -> report
 * accepted -> { grants | progress } -> detached                         of a client that asked to go
 * </pre>
 *
 * <ul>
 *   <li><b>Backpressure:</b> {@link #messages} is taken as fast as the client reads; output it has not stored holds the decoder.
 *   <li><b>Order:</b> {@code accepted} first; output by offset; the side file and the report last.
 *   <li><b>Threads:</b> any.
 *   <li><b>Ownership:</b> whoever got it says how it ends, by {@link #left} or {@link #stop}.
 *   <li><b>Errors:</b> a job that fails ends {@link #messages} with its failure; so does a client that comes back on another
 *       connection, but not the job.
 * </ul>
 */
public final class JobClient {
    private static final Duration PROGRESS_PERIOD = Duration.ofMillis(250);

    /** Far more than there is. */
    private static final long PICTURE_OVERHEAD_BYTES = 4096;

    private final IngestJob job;
    private final Wish wish;
    private final Upload.Writer writer;
    private final PictureIntake pictures;
    private final Breaker displaced = new Breaker();
    private volatile long grantedBytes;
    private volatile boolean accepted;
    private volatile boolean told;

    /**
     * What a client wants of a job.
     *
     * @param begins whether the job was made for it: nobody else knows of it before it has been told
     * @param detach whether it goes once its video is there
     * @param container what it will hold
     * @param preview whether it wants pictures of the result
     * @param received leading bytes of the output that it has
     */
    record Wish(boolean begins, boolean detach, Container container, boolean preview, long received) {
        /** Returns what the client wants that a job is made for. */
        static Wish first(Handshake handshake) {
            return new Wish(true, handshake.detach(), handshake.container(), handshake.preview(), 0);
        }

        /** Returns what a client wants that goes on with a job. */
        static Wish again(Handshake handshake, Resume resume) {
            return new Wish(false, handshake.detach(), handshake.container(), handshake.preview(), resume.received());
        }
    }

    JobClient(IngestJob job, Wish wish, Upload.Writer writer) {
        this.job = job;
        this.wish = wish;
        this.writer = writer;
        this.pictures =
                new PictureIntake(mostPictureBytes(job.context().config().flow().uploadAheadBytes()));
    }

    /** A picture must fit what is granted ahead of a decoder that has all there is, with what comes before it. */
    private static long mostPictureBytes(long aheadBytes) {
        return Math.max(aheadBytes / 2, aheadBytes - PICTURE_OVERHEAD_BYTES);
    }

    public JobId job() {
        return job.id();
    }

    /** Returns how many bytes of the video the server has, so where those of this client begin. */
    public long uploadOffset() {
        return writer.written();
    }

    /** Returns whether those are all. */
    public boolean uploadComplete() {
        return writer.complete();
    }

    /** Returns how many bytes of the output the client has. */
    public long received() {
        return wish.received();
    }

    /** Emits everything the client is told, to one subscriber. */
    public Flux<ServerMessage> messages() {
        return Flux.concat(
                        Mono.just(new Accepted(
                                job.id(),
                                writer.written(),
                                writer.complete(),
                                job.request().limits(job.context().config().flow()),
                                job.request().advice())),
                        wish.detach() ? untilUploaded() : untilDone())
                .transform(job::untilBroken)
                .transform(displaced::guard)
                .doOnNext(this::tell);
    }

    /** Returns whether the job fails, or will: to come back would be of no use. */
    public boolean broken() {
        return job.reasonToFail() != null;
    }

    /** Returns what a client does that hears no {@link #messages}, which fails as those would have. */
    public Mono<Void> untilBroken(Mono<Void> doing) {
        return doing.flux()
                .transform(job::untilBroken)
                .transform(displaced::guard)
                .then();
    }

    /** Takes the next bytes of the upload; completes when they are written. */
    public Mono<Void> append(ByteBuffer bytes) {
        return job.append(writer, bytes);
    }

    /** Takes a part of a picture; completes when it is kept, or the whole picture is written. */
    public Mono<Void> append(Frame frame) {
        return Mono.fromCallable(() -> pictures.take(frame.seq(), frame.pts(), frame.payload(), frame.last()))
                .flatMap(whole -> whole.isPresent() ? append(whole.get(), pictures.payloadBytes()) : Mono.empty());
    }

    /** What was granted is taken, whatever has come between the pictures since: else whoever sends no more than that would be stuck. */
    private Mono<Void> append(ByteBuffer picture, long payloadBytes) {
        return payloadBytes <= grantedBytes ? job.appendGranted(writer, picture) : job.append(writer, picture);
    }

    /**
     * Takes the end of the upload.
     *
     * @param sha256 of it, as the client says; null: of pictures it says none
     */
    public Mono<Void> uploaded(@Nullable String sha256) {
        return job.uploaded(writer, sha256);
    }

    /** Notes what the client has stored; once that is all there is, the job can be let go. */
    public void received(Received ack) {
        if (!job.attendance().isAttached(this)) {
            return;
        }
        job.received(ack.offset());
        if (ack.complete() && told) {
            job.attendance().delivered();
        }
    }

    /** The client is gone, and may come back. A job that it never heard of is not waited for. */
    public void left() {
        if (wish.begins() && !accepted) {
            stop(new TeselaException(FailureCode.CANCELLED, "its client left before it began (expected: it stays)"));
        }
        job.attendance().detach(this);
    }

    /** Ends the job, or lets its result go if it is done; unless another connection goes on with it. */
    public void stop(TeselaException reason) {
        if (!job.attendance().isAttached(this)) {
            return;
        }
        if (job.done()) {
            job.attendance().delivered();
        } else {
            job.stop(reason);
        }
    }

    /** The client has come back on another connection. */
    void displace() {
        displaced.trip(new TeselaException(
                FailureCode.CANCELLED, "another connection goes on with this job (expected: one at a time)"));
    }

    /** With the last message, not after it: its receiver may go at once. */
    private void tell(ServerMessage message) {
        if (message instanceof Accepted) {
            accepted = true;
        } else if (message instanceof ServerMessage.Result result && result.last()) {
            told = true;
        }
    }

    private Flux<ServerMessage> untilDone() {
        Mono<JobReport> report = job.results().report(wish.container());
        JobPreviews previews = new JobPreviews(job);
        return Flux.concat(
                Flux.merge(1, grants(), progress(report.then()), relay(), wanted(previews.pictures(report.then()))),
                wanted(previews.animation()),
                report.flatMapMany(job.results()::messages));
    }

    private Flux<ServerMessage> wanted(Flux<ServerMessage> previews) {
        return wish.preview() ? previews : Flux.empty();
    }

    private Flux<ServerMessage> untilUploaded() {
        return Flux.concat(
                Flux.merge(1, grants(), progress(job.upload().completed())), Mono.just(new Detached(job.id())));
    }

    private Flux<Grant> grants() {
        return job.request().mode() == Mode.FRAMES
                ? pictureGrants()
                : job.upload().grants();
    }

    /** A client counts the bytes that it sends, so without what is between them; and one picture may need all that can be granted. */
    private Flux<Grant> pictureGrants() {
        return job.upload()
                .grants(1)
                .map(grant -> new Grant(Math.max(0, grant.offset() - pictures.overheadBytes())))
                .filter(grant -> grant.offset() > grantedBytes)
                .doOnNext(grant -> grantedBytes = grant.offset());
    }

    private Flux<ServerMessage> relay() {
        return new OutputRelay(job.output(), wish.received(), job.context().ioScheduler())
                .messages()
                .doOnNext(job::sent)
                .cast(ServerMessage.class);
    }

    private Flux<Progress> progress(Mono<Void> end) {
        return Flux.interval(PROGRESS_PERIOD, job.context().timer())
                .onBackpressureDrop()
                .map(tick -> job.standing().message())
                .takeUntilOther(end);
    }
}
