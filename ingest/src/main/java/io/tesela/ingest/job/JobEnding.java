package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.telemetry.trace.SpanNames;
import io.tesela.telemetry.trace.TracedSpan;
import io.tesela.telemetry.trace.Tracing;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What becomes of a job's files, of its entry in the log and of its trace, when it is done and when it ends.
 *
 * <ul>
 *   <li><b>Threads:</b> files are closed and deleted on {@code ioScheduler}.
 *   <li><b>Errors:</b> none: what cannot be taken away is logged, and the rest is still taken away.
 * </ul>
 */
final class JobEnding {
    private static final Logger LOG = LoggerFactory.getLogger(JobEnding.class);

    private final JobId id;
    private final JobFiles files;
    private final JobLogEntry logEntry;
    private final Tracing tracing;
    private final Instant started;
    private final Scheduler ioScheduler;

    /** @param started when the job did, in whichever life of this ingest */
    JobEnding(JobId id, JobFiles files, JobLogEntry logEntry, Tracing tracing, Instant started, Scheduler ioScheduler) {
        this.id = id;
        this.files = files;
        this.logEntry = logEntry;
        this.tracing = tracing;
        this.started = started;
        this.ioScheduler = ioScheduler;
    }

    /** Something to be done with files. */
    @FunctionalInterface
    private interface DiskWork {
        void run() throws IOException;
    }

    /** Tells that the job is done. */
    void done() {
        trace().tag(SpanNames.STATE, "done").close();
    }

    /**
     * Tells that the job has failed.
     *
     * @param goesOn whether the next life of this ingest goes on with it
     */
    void failed(TeselaException failure, boolean goesOn) {
        boolean ours = failure.code() == FailureCode.INTERNAL;
        (ours ? LOG.atError().setCause(failure) : LOG.atInfo())
                .addKeyValue("jobId", id)
                .addKeyValue("code", failure.code())
                .addKeyValue("message", failure.sentence())
                .log("job failed");
        if (!goesOn) {
            TracedSpan span = trace().tag(SpanNames.STATE, failure.code().name());
            span.failed(failure.sentence());
            span.close();
        }
    }

    private TracedSpan trace() {
        return tracing.job(id, started);
    }

    /** Leaves the result of a job that is done, and nothing else. */
    Mono<Void> leaveResult() {
        return onDisk(files::dropUpload).then(Mono.defer(() -> leaveLog(true)));
    }

    /** Leaves everything, for the next life of this ingest. */
    Mono<Void> leaveAll() {
        return onDisk(files::suspend);
    }

    /** Leaves nothing. The room of the files is given back when they are closed: whoever takes it must not wait for the log. */
    Mono<Void> leaveNothing(boolean done) {
        return onDisk(files::close)
                .then(onDisk(files::delete))
                .doOnSuccess(unused -> LOG.atInfo()
                        .addKeyValue("jobId", id)
                        .addKeyValue("done", done)
                        .log("job closed"))
                .then(Mono.defer(() -> leaveLog(done)));
    }

    private Mono<Void> leaveLog(boolean done) {
        return logEntry.leave(done).onErrorResume(Exception.class, this::leftDirty);
    }

    private Mono<Void> onDisk(DiskWork work) {
        return Mono.<Void>fromCallable(() -> run(work))
                .subscribeOn(ioScheduler)
                .onErrorResume(Exception.class, this::leftDirty);
    }

    private static @Nullable Void run(DiskWork work) throws IOException {
        work.run();
        return null;
    }

    private Mono<Void> leftDirty(Exception error) {
        LOG.atWarn().setCause(error).addKeyValue("jobId", id).log("job left something behind");
        return Mono.empty();
    }
}
