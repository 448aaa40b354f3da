package io.tesela.kafka.progress;

import io.tesela.domain.job.JobId;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The last jobs that ended, so that their late records are told from those of a job that is not known yet. Ids never repeat.
 *
 * <p><b>Threads:</b> any.
 */
final class EndedJobs {
    /** More than can have records under way; an id is some hundred bytes. */
    private static final int REMEMBERED = 4096;

    private final Set<JobId> ids = new LinkedHashSet<>();

    synchronized void add(JobId job) {
        ids.add(job);
        if (ids.size() > REMEMBERED) {
            ids.remove(ids.iterator().next());
        }
    }

    synchronized boolean contains(JobId job) {
        return ids.contains(job);
    }
}
