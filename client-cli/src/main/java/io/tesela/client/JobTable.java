package io.tesela.client;

import io.tesela.domain.job.JobStatus;
import io.tesela.domain.job.JobStatus.Outlook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows people how jobs stand. */
final class JobTable {
    private static final int LONGEST_NAME = 32;
    private static final List<String> HEADS =
            List.of("JOB", "STATE", "CLIENT", "UPLOADED", "FRAMES", "LEFT", "RESULT", "AGE", "NAME");

    private JobTable() {}

    /** Returns a table with a line each; one line that says so if there are none. */
    static String of(List<JobStatus> jobs, Instant now) {
        if (jobs.isEmpty()) {
            return "no jobs";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADS);
        jobs.forEach(job -> rows.add(row(job, now)));
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            table.append(line(row, rows)).append('\n');
        }
        return table.toString().stripTrailing();
    }

    /** Returns all there is to say of one job, a line each. */
    static String of(JobStatus job, Instant now) {
        List<String> lines = new ArrayList<>(List.of(
                "job:      " + job.job(),
                "name:     " + job.name(),
                "state:    " + word(job),
                "client:   " + client(job),
                "started:  " + job.started() + ", " + age(job, now) + " ago",
                "uploaded: " + uploaded(job),
                "decoded:  " + job.decoded() + " frames",
                "encoded:  " + frames(job) + " frames",
                "result:   " + ProgressLine.megabytes(job.outputBytes()),
                "degraded: " + job.degraded() + " tiles"));
        Outlook outlook = job.outlook();
        if (outlook != null && job.decoded() > 0) {
            lines.add("speed:    " + String.format(Locale.ROOT, "%.1f frames a second", outlook.fps()));
            lines.add("left:     " + left(job));
        }
        if (outlook != null) {
            FrameFacts.waiting(outlook.waitingFor()).forEach(fact -> lines.add("now:      " + fact.full()));
        }
        String error = job.error();
        if (error != null) {
            lines.add("error:    " + error);
        }
        return String.join("\n", lines);
    }

    private static List<String> row(JobStatus job, Instant now) {
        return List.of(
                job.job().value(),
                word(job),
                client(job),
                uploaded(job),
                frames(job),
                left(job),
                ProgressLine.megabytes(job.outputBytes()),
                age(job, now),
                job.name().length() > LONGEST_NAME ? job.name().substring(0, LONGEST_NAME - 3) + "..." : job.name());
    }

    private static String frames(JobStatus job) {
        Outlook outlook = job.outlook();
        Long total = outlook == null ? null : outlook.totalFrames();
        return job.encoded() + (total == null ? "" : "/" + total);
    }

    /** Returns the time to its end; a dash where there is none, or nobody knows it. */
    private static String left(JobStatus job) {
        Outlook outlook = job.outlook();
        Double etaS = outlook == null ? null : outlook.etaS();
        return etaS == null ? "-" : spoken(Duration.ofMillis(Math.round(etaS * 1000)));
    }

    private static String word(JobStatus job) {
        return job.state().name().toLowerCase(Locale.ROOT);
    }

    private static String client(JobStatus job) {
        return job.attached() ? "attached" : job.detached() ? "detached" : "gone";
    }

    private static String uploaded(JobStatus job) {
        @Nullable Long size = job.size();
        String uploaded = ProgressLine.megabytes(job.uploaded());
        return size == null ? uploaded : uploaded + " of " + ProgressLine.megabytes(size);
    }

    private static String age(JobStatus job, Instant now) {
        return spoken(Duration.between(job.started(), now));
    }

    private static String spoken(Duration time) {
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : Math.max(0, time.toSeconds()) + " s";
    }

    private static String line(List<String> row, List<List<String>> all) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int at = column;
            int width =
                    all.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
            line.append(row.get(column))
                    .append(" ".repeat(width - row.get(column).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
