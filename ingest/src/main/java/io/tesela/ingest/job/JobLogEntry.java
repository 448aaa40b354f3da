package io.tesela.ingest.job;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.ProgressRecord.Attended;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ProgressRecordCodec;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * A job in the progress log: opened there before anything else of it is said, and taken out again.
 *
 * <p>Whoever comes first decides: a job that is taken out before it was opened is not opened any more.
 *
 * <ul>
 *   <li><b>Threads:</b> any; signals come on those of the sink.
 *   <li><b>Errors:</b> of the sink.
 * </ul>
 */
final class JobLogEntry {
    private final JobId id;
    private final JobContext context;
    private final LongSupplier epoch;
    private boolean opened;
    private boolean left;
    private Mono<Void> attending = Mono.empty();
    private boolean saying;

    /** @param epoch the highest that is known to have written output of the job */
    JobLogEntry(JobId id, JobContext context, LongSupplier epoch) {
        this.id = id;
        this.context = context;
        this.epoch = epoch;
        this.opened = context.directory().find(id).isPresent();
    }

    /** Says whether the job may be opened, and that it will be. */
    synchronized boolean tryOpen() {
        opened = !left;
        return opened;
    }

    /** Returns whether it is, or was, in the log. */
    synchronized boolean opened() {
        return opened;
    }

    /** Opens the job; completes when all roles can know of it. */
    Mono<Void> open(JobSpec spec) {
        Opened record = new Opened(spec, context.config().id());
        return context.sink()
                .send(ProgressRecordCodec.encode(record, context.progressPartitions()))
                .then();
    }

    /**
     * Says that somebody works on the job; nothing before it is opened, and once it is taken out. One at a time: while the broker is
     * away, the one that tries goes on to.
     */
    Mono<Void> attend() {
        return Mono.defer(this::attendUnlessLeft);
    }

    private synchronized Mono<Void> attendUnlessLeft() {
        if (!opened || left) {
            return Mono.empty();
        }
        if (!saying) {
            saying = true;
            attending = sayAttended().doFinally(signal -> said()).cache();
        }
        return attending;
    }

    private synchronized void said() {
        saying = false;
    }

    private Mono<Void> sayAttended() {
        return context.sink()
                .send(ProgressRecordCodec.encode(new Attended(id), context.progressPartitions()))
                .then();
    }

    /** Takes the job out of the log, if it is there; one that is not done is cancelled first. The first call counts. */
    Mono<Void> leave(boolean done) {
        if (!leaving()) {
            return Mono.empty();
        }
        return attended().then(done ? forget() : cancel().then(forget()));
    }

    /** A sign of life that came after the end would stay in the log. */
    private synchronized Mono<Void> attended() {
        return attending.onErrorComplete();
    }

    private synchronized boolean leaving() {
        boolean inside = opened && !left;
        left = true;
        return inside;
    }

    private Mono<Void> cancel() {
        return context.sink()
                .send(ProgressRecordCodec.encode(new Cancelled(id), context.progressPartitions()))
                .then();
    }

    /** Epochs are counted when it comes to this: an assembler may have claimed one a moment ago, or parked the job under the next. */
    private Mono<Void> forget() {
        return Mono.defer(() -> context.sink()
                .sendAll(ProgressRecordCodec.tombstones(id, highestEpoch() + 1, context.progressPartitions()))
                .then());
    }

    private long highestEpoch() {
        long known = context.directory().find(id).map(JobDirectory.Entry::epoch).orElse(0L);
        return Math.max(epoch.getAsLong(), known);
    }
}
