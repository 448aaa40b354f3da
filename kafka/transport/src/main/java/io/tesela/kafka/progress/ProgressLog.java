package io.tesela.kafka.progress;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.LogTail;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecordCodec;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads the progress log from its beginning into a {@link JobDirectory}, and passes on what it says.
 *
 * <ul>
 *   <li><b>Backpressure:</b> of the log; the directory holds the jobs that are open.
 *   <li><b>Order:</b> of the log, per job.
 *   <li><b>Threads:</b> the directory is changed on the transport's thread before the record is passed on.
 *   <li><b>Errors:</b> a malformed record is logged and passed over, but one that opens a job is passed on as
 *       {@link ProgressRecord.Unreadable}, since that job cannot go on; errors of the log end the flux.
 * </ul>
 */
public final class ProgressLog {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);

    private final LogTail tail;
    private final JobDirectory directory;

    /**
     * Makes a reader that has read nothing yet.
     *
     * @param tail of the progress topic, read by nobody else
     * @param directory filled here, and by nobody else
     */
    public ProgressLog(LogTail tail, JobDirectory directory) {
        this.tail = tail;
        this.directory = directory;
    }

    /** Returns the jobs as far as the log has been read. */
    public JobDirectory directory() {
        return directory;
    }

    /** Follows the log; to be subscribed once, by the wiring. */
    public Flux<ProgressRecord> follow() {
        return tail.records().handle((record, sink) -> {
            Optional<ProgressRecord> progress = read(record);
            progress.ifPresent(directory::apply);
            progress.ifPresent(sink::next);
        });
    }

    /** Completes when the directory holds everything that was in the log when this was subscribed. */
    public Mono<Void> caughtUp() {
        return tail.caughtUp();
    }

    private static Optional<ProgressRecord> read(FlowRecord record) {
        try {
            return ProgressRecordCodec.decode(record);
        } catch (MalformedRecordException e) {
            LOG.atWarn().setCause(e).addKeyValue("key", record.key()).log("malformed progress record");
            return ProgressRecordCodec.unreadable(record).map(ProgressRecord.class::cast);
        }
    }
}
