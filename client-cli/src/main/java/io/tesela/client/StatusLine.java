package io.tesela.client;

import io.tesela.client.FactLine.Fact;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.job.JobStatus.Outlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says how a job stands that is watched, as facts of one line; a pure function. */
final class StatusLine {
    private static final double BYTES_PER_MB = 1_000_000;

    private StatusLine() {}

    /** Returns the facts by importance: where there is little room the last ones are left out. */
    static List<Fact> facts(JobStatus job) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of(job.state().name().toLowerCase(Locale.ROOT)));
        if (share(job) >= 0) {
            facts.add(Fact.percent(share(job)));
        }
        Outlook outlook = job.outlook();
        if (outlook != null) {
            facts.addAll(FrameFacts.waiting(outlook.waitingFor()));
        }
        facts.addAll(frames(job, outlook));
        if (job.degraded() > 0) {
            facts.add(Fact.of(job.degraded() + " degraded"));
        }
        Long size = job.size();
        String uploaded = ProgressLine.megabytes(job.uploaded());
        facts.add(Fact.of("up "
                + (size == null || size == job.uploaded()
                        ? uploaded
                        : String.format(
                                Locale.ROOT, "%.1f/%s", job.uploaded() / BYTES_PER_MB, ProgressLine.megabytes(size)))));
        facts.add(Fact.of("result " + ProgressLine.megabytes(job.outputBytes())));
        return facts;
    }

    /** Before there is one, nothing is to be said of their speed. */
    private static List<Fact> frames(JobStatus job, @Nullable Outlook outlook) {
        return outlook == null || job.decoded() == 0
                ? List.of(Fact.of(job.encoded() + " frames"))
                : FrameFacts.of(job.encoded(), outlook);
    }

    /** Returns 0 to 1: of the frames or, before it is known how many there are, of the upload; below 0 if neither is known. */
    static double share(JobStatus job) {
        Outlook outlook = job.outlook();
        double share = outlook == null ? -1 : FrameFacts.share(job.encoded(), outlook);
        if (share >= 0) {
            return share;
        }
        Long size = job.size();
        return job.state() == JobStatus.State.UPLOADING && size != null && size > 0
                ? Math.min(1, (double) job.uploaded() / size)
                : -1;
    }
}
