package io.tesela.ingest.job;

import io.tesela.domain.job.JobId;
import io.tesela.domain.report.JobReport;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.journal.Ticket;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.ingest.spool.MediaFile;
import java.io.IOException;

/** Makes jobs, with their files. */
final class JobFactory {
    private JobFactory() {}

    /**
     * Creates the job's folder and files; blocks on the disk.
     *
     * @param client whose jobs are counted together
     */
    static IngestJob create(JobRequest request, String client, JobContext context) throws IOException {
        JobId id = JobId.random();
        IngestConfig config = context.config();
        MediaFile media = PlacedVideo.find(request, config);
        JobRequest known = media == null ? request : request.withSize(media.bytes());
        Ticket ticket = known.ticket(client, context.clock().instant(), media);
        JobFolder folder = JobFolder.create(config.data(), id);
        JobFiles files =
                JobFiles.create(folder, known, media, ticket, config.keeping().whenStopped(), context.disk());
        return new IngestJob(id, known, ticket, context, files);
    }

    /** Returns a job that a former life of this ingest left; blocks on the disk. */
    static IngestJob reopen(JobFolder folder, Ticket ticket, JobContext context) throws IOException {
        JobRequest request = JobRequest.of(ticket, context.catalogue());
        JobFiles files = JobFiles.reopen(folder, ticket, context.config(), context.disk());
        try {
            JobReport report = files.report();
            IngestJob job = new IngestJob(folder.job(), request, ticket, context, files);
            if (report != null) {
                job.finished(report);
            }
            return job;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }
}
