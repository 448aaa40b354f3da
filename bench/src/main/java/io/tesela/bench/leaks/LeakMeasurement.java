package io.tesela.bench.leaks;

import io.tesela.client.upload.JobWishes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What many jobs leave in one service.
 *
 * <p><b>Threads:</b> blocks, for as long as the jobs take and some minutes more.
 */
final class LeakMeasurement {
    /** Each way to end, so that what is made once, for the first of its kind, is there. */
    private static final int WARM_UP_JOBS = 16;
    /** Threads that have had nothing to do for 30 s are ended, and that is looked at every 30 s. */
    private static final Duration TIDY_TIME = Duration.ofSeconds(65);

    private static final Duration TIDY_LIMIT = Duration.ofMinutes(2);
    private static final Duration LOOK_PERIOD = Duration.ofSeconds(5);

    private final OwnTemporaryFolder folder;
    private final Path clip;
    private final JobWishes wishes;
    private final Consumer<String> tell;

    /**
     * @param folder for all files; empty, and not emptied here
     * @param tell takes sentences for people
     */
    LeakMeasurement(OwnTemporaryFolder folder, Path clip, JobWishes wishes, Consumer<String> tell) {
        this.folder = folder;
        this.clip = clip;
        this.wishes = wishes;
        this.tell = tell;
    }

    /**
     * What came of it.
     *
     * @param troubles what was not as it should be, with the jobs or after them; empty if nothing
     */
    record Outcome(CensusTable table, List<String> troubles) {
        Outcome {
            troubles = List.copyOf(troubles);
        }
    }

    /** Runs jobs in a service of its own. */
    Outcome measure(int count) throws IOException, InterruptedException {
        Path files = Files.createDirectory(folder.path().resolve("clips"));
        try (LeakService service = new LeakService(folder.path().resolve("service"));
                LeakJobs jobs = new LeakJobs(service.port(), wishes, clip, files)) {
            CensusTaker taker = new CensusTaker(service, jobs, folder);
            List<String> troubles = new ArrayList<>(run(jobs, 0, WARM_UP_JOBS));
            Census before = settled(taker, new Census());
            troubles.addAll(run(jobs, WARM_UP_JOBS, count));
            Census after = settled(taker, before);
            troubles.addAll(after.leaksSince(before));
            return new Outcome(new CensusTable(before, after), troubles);
        }
    }

    private List<String> run(LeakJobs jobs, int first, int count) throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<JobEnd> ends = jobs.run(first, count);
        tell.accept(String.format(
                Locale.ROOT, "%d jobs in %.1f s: %s", count, (System.nanoTime() - start) / 1e9, JobEnd.tally(ends)));
        return ends.stream()
                .filter(end -> !end.trouble().isEmpty())
                .map(end -> "job " + end.number() + ", " + end.fate().label() + ": " + end.trouble())
                .toList();
    }

    /** Returns what is there when all is tidy; when that takes too long, what is there then. */
    private static Census settled(CensusTaker taker, Census before) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(TIDY_TIME.toMillis());
        long deadline = System.nanoTime() + TIDY_LIMIT.toNanos();
        Census census = taker.take();
        while (!tidy(census, before) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_PERIOD.toMillis());
            census = taker.take();
        }
        return census;
    }

    /** Before the first census there is none to compare it with, but with itself. */
    private static boolean tidy(Census census, Census before) {
        return census.leaksSince(before.isEmpty() ? census : before).isEmpty();
    }
}
