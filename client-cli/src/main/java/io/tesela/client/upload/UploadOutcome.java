package io.tesela.client.upload;

import io.tesela.domain.report.JobReport;
import java.time.Duration;

/**
 * What came back, complete and verified.
 *
 * @param report what the server says of the job, with the places where the client has put things
 * @param reportJson the same for people
 * @param took from the first step to the last
 */
public record UploadOutcome(JobReport report, String reportJson, Duration took) {}
