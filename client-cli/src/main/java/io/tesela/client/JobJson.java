package io.tesela.client;

import io.tesela.domain.job.JobStatus;
import io.tesela.wire.JobStatusJson;
import java.util.List;
import java.util.stream.Collectors;

/** Shows programs how jobs stand: the objects of the protocol's {@code jobs}. */
final class JobJson {
    private JobJson() {}

    static String of(JobStatus job) {
        return JobStatusJson.write(job).toString();
    }

    /** Returns an array. */
    static String of(List<JobStatus> jobs) {
        return jobs.stream().map(JobJson::of).collect(Collectors.joining(",\n ", "[", "]"));
    }
}
