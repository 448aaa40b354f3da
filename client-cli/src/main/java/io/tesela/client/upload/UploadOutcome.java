package io.tesela.client.upload;

import io.tesela.domain.job.JobId;
import io.tesela.domain.report.JobReport;
import java.time.Duration;

/** How an upload ended well. */
public sealed interface UploadOutcome {
    /**
     * The result came back, complete and verified.
     *
     * @param report what the server says of the job, with the places where the client has put things
     * @param reportJson the same for people
     * @param took from the first step to the last
     */
    record Finished(JobReport report, String reportJson, Duration took) implements UploadOutcome {}

    /** The server has the video and goes on alone; the result is to be fetched. */
    record LeftBehind(JobId job) implements UploadOutcome {}
}
