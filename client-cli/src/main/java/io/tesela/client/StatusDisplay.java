package io.tesela.client;

import io.tesela.client.upload.JobWatch;
import io.tesela.domain.job.JobStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a job goes on: to people a line on standard error, and at the end all there is to say on standard output; to programs
 * a line of JSON on standard output with each news.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class StatusDisplay {
    private final Console console;
    private final boolean json;
    private final LineDisplay line;
    private @Nullable JobStatus shown;

    StatusDisplay(Console console, boolean json) {
        this.console = console;
        this.json = json;
        this.line = new LineDisplay(console, console.terminal(), JobWatch.PERIOD);
    }

    /** Takes how the job stands now. */
    void show(JobStatus job) {
        if (json) {
            showNews(job);
        } else {
            line.beat(StatusLine.share(job), StatusLine.facts(job));
        }
    }

    /** Shows how the job stood at last. */
    void end(JobStatus job) {
        if (!json) {
            console.result(JobTable.of(job, Instant.now()) + "\n");
        }
    }

    private void showNews(JobStatus job) {
        if (!job.equals(shown)) {
            shown = job;
            console.result(JobJson.of(job) + "\n");
        }
    }
}
