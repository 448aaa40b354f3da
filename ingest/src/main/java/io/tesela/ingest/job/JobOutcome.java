package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.telemetry.trace.SpanNames;
import io.tesela.telemetry.trace.TracedSpan;
import io.tesela.telemetry.trace.Tracing;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how a job ended: in what this process logs, and as the span of the whole job.
 *
 * <p><b>Threads:</b> any; once for a job.
 */
final class JobOutcome {
    private static final Logger LOG = LoggerFactory.getLogger(JobOutcome.class);

    private final JobId id;
    private final Tracing tracing;
    private final Instant started;

    /** @param started when the job did, in whichever life of this ingest */
    JobOutcome(JobId id, Tracing tracing, Instant started) {
        this.id = id;
        this.tracing = tracing;
        this.started = started;
    }

    void done() {
        span().tag(SpanNames.STATE, "done").close();
    }

    /** @param goesOn whether the next life of this ingest goes on with the job */
    void failed(TeselaException failure, boolean goesOn) {
        boolean ours = failure.code() == FailureCode.INTERNAL;
        (ours ? LOG.atError().setCause(failure) : LOG.atInfo())
                .addKeyValue("jobId", id)
                .addKeyValue("code", failure.code())
                .addKeyValue("message", failure.sentence())
                .log("job failed");
        if (!goesOn) {
            TracedSpan span = span().tag(SpanNames.STATE, failure.code().name());
            span.failed(failure.sentence());
            span.close();
        }
    }

    private TracedSpan span() {
        return tracing.job(id, started);
    }
}
