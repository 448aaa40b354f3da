package io.tesela.ingest.job;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the last jobs ended that failed or were given up: for those who ask later. Nothing else of them is there.
 *
 * <p><b>Threads:</b> any.
 */
final class EndedJobs {
    private final Map<JobId, Ended> jobs;

    /** @param max most jobs remembered */
    EndedJobs(int max) {
        this.jobs = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<JobId, Ended> eldest) {
                return size() > max;
            }
        };
    }

    private record Ended(JobStatus status, TeselaException reason) {}

    synchronized void add(JobStatus status, TeselaException reason) {
        jobs.put(status.job(), new Ended(status, reason));
    }

    /** Returns why a job ended. */
    synchronized Optional<TeselaException> reason(JobId job) {
        return Optional.ofNullable(jobs.get(job)).map(Ended::reason);
    }

    /** Returns how a job stood at last. */
    synchronized Optional<JobStatus> status(JobId job) {
        return Optional.ofNullable(jobs.get(job)).map(Ended::status);
    }

    synchronized List<JobStatus> statuses() {
        return jobs.values().stream().map(Ended::status).toList();
    }
}
