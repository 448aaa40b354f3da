package io.tesela.ingest.job;

import io.tesela.domain.job.JobId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What becomes of a job's files and of its entry in the log, when it is done and when it ends.
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
    private final boolean inputsSpared;
    private final Scheduler ioScheduler;

    /** @param inputsSpared whether people may look at videos as they were sent, also when their jobs are done */
    JobEnding(JobId id, JobFiles files, JobLogEntry logEntry, boolean inputsSpared, Scheduler ioScheduler) {
        this.id = id;
        this.files = files;
        this.logEntry = logEntry;
        this.inputsSpared = inputsSpared;
        this.ioScheduler = ioScheduler;
    }

    /** Something to be done with files. */
    @FunctionalInterface
    private interface DiskWork {
        void run() throws IOException;
    }

    /** Leaves the result of a job that is done, and its video where that can be spared. */
    Mono<Void> leaveResult() {
        return onDisk(() -> files.retireInput(inputsSpared)).then(Mono.defer(() -> leaveLog(true)));
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
