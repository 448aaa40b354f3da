package io.tesela.ingest.job;

import io.tesela.domain.job.JobId;
import io.tesela.ingest.journal.Ticket;
import io.tesela.ingest.journal.TicketFile;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.kafka.progress.JobDirectory.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The jobs that a former life of this ingest left on disk and in the log.
 *
 * <ul>
 *   <li><b>Threads:</b> {@link #reopen} blocks on the disk; call it first.
 *   <li><b>Errors:</b> a job that cannot be opened again is logged, and its files are set aside: a full disk, or a filter that is
 *       missing, must not cost an upload. One that was live, or is not wanted any more, is gone.
 * </ul>
 */
final class FormerJobs {
    private static final Logger LOG = LoggerFactory.getLogger(FormerJobs.class);

    private final JobContext context;
    private final Set<JobId> kept = new HashSet<>();

    FormerJobs(JobContext context) {
        this.context = context;
    }

    /**
     * A job that can be gone on with.
     *
     * @param client whose jobs are counted together
     */
    record Reopened(IngestJob job, String client) {}

    /** Opens every job that can be gone on with, and deletes those that nobody can ask for. */
    List<Reopened> reopen() throws IOException {
        List<Reopened> jobs = new ArrayList<>();
        for (JobFolder folder : JobFolder.all(context.config().data())) {
            try {
                reopen(folder).ifPresent(jobs::add);
            } catch (IOException | RuntimeException e) { // one that is damaged must not keep the others from going on
                LOG.atError().setCause(e).addKeyValue("jobId", folder.job()).log("job cannot be gone on with");
                setAside(folder);
            }
        }
        return jobs;
    }

    private Optional<Reopened> reopen(JobFolder folder) throws IOException {
        if (!Files.exists(folder.ticket()) || cancelled(folder.job())) {
            folder.delete();
            return Optional.empty();
        }
        Ticket ticket = new TicketFile(folder.ticket()).read();
        if (ticket.lost()) {
            folder.delete();
            return Optional.empty();
        }
        Reopened job = new Reopened(JobFactory.reopen(folder, ticket, context), ticket.client());
        kept.add(folder.job());
        LOG.atInfo().addKeyValue("jobId", folder.job()).log("job of a former life taken up again");
        return Optional.of(job);
    }

    private static void setAside(JobFolder folder) {
        try {
            LOG.atWarn().addKeyValue("folder", folder.setAside()).log("its files are set aside");
        } catch (IOException e) {
            LOG.atError().setCause(e).addKeyValue("jobId", folder.job()).log("its files cannot be set aside");
        }
    }

    /** Nobody wants it any more. One that the log knows no more is another matter: that is done, or the log is new. */
    private boolean cancelled(JobId id) {
        return context.directory().find(id).map(Entry::cancelled).orElse(false);
    }

    /** Takes the jobs of this ingest out of the log of which nothing is on disk. */
    Mono<Void> forgetTheRest() {
        return Flux.fromIterable(context.directory().jobsOf(context.config().id()))
                .filter(id -> !kept.contains(id))
                .doOnNext(id -> LOG.atInfo().addKeyValue("jobId", id).log("job of a former life taken out of the log"))
                .concatMap(id -> new JobLogEntry(id, context, () -> 0).leave(false), 1)
                .then();
    }
}
