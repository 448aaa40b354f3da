package io.tesela.bench;

import io.tesela.standalone.role.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Whether a long video takes more memory than a short one.
 *
 * <p>Whoever looks for longer sees a higher peak, of whatever goes up and down; so the long video is also compared with as many
 * short ones, one after the other, which are looked at for as long.
 *
 * <p><b>Threads:</b> blocks; each row is of a process of its own.
 */
final class LengthComparison {
    private static final double MB = 1e6;

    private final FlowScenario scenario;
    private final int loops;
    private final int warmUps;

    /**
     * @param loops how many times longer the long video is
     * @param warmUps how many jobs each process does first: topics hold seconds of traffic, and a cold JVM makes less of it
     */
    LengthComparison(FlowScenario scenario, int loops, int warmUps) {
        this.scenario = scenario;
        this.warmUps = warmUps;
        this.loops = loops;
    }

    /** Returns a table. */
    String measure() throws IOException, InterruptedException {
        Table table =
                new Table("length", "frames", "fps", "peak RSS MB", "live heap MB", "topics MB", "records in topics");
        LengthRun once = run(1, 1);
        add(table, "1x", once);
        LengthRun inARow = run(1, loops);
        add(table, loops + " of 1x", inARow);
        int middle = Math.max(1, loops / 2);
        LengthRun half = run(middle, 1);
        add(table, middle + "x", half);
        LengthRun looped = run(loops, 1);
        add(table, loops + "x", looped);
        compare(table, loops + "x to 1x", looped, once);
        compare(table, loops + "x to " + loops + " of 1x", looped, inARow);
        compare(table, loops + "x to " + middle + "x", looped, half);
        return table.toString();
    }

    private LengthRun run(int times, int jobs) throws IOException, InterruptedException {
        try (DataFolder folder = DataFolder.of(null)) {
            Path video = folder.path().resolve("looped.mkv");
            FfmpegProgram.loop(scenario.clip(), times, video);
            return LengthRun.elsewhere(scenario, video, jobs, warmUps);
        }
    }

    private static void add(Table table, String name, LengthRun run) {
        table.row(
                name,
                Long.toString(run.frames()),
                number(run.fps()),
                number(run.residentBytes() / MB),
                number(run.liveHeapBytes() / MB),
                number(run.topicBytes() / MB),
                Long.toString(run.topicRecords()));
    }

    private static void compare(Table table, String name, LengthRun run, LengthRun with) {
        table.row(
                name,
                ratio((double) run.frames(), (double) with.frames()),
                ratio(run.fps(), with.fps()),
                ratio((double) run.residentBytes(), (double) with.residentBytes()),
                ratio((double) run.liveHeapBytes(), (double) with.liveHeapBytes()),
                ratio((double) run.topicBytes(), (double) with.topicBytes()),
                ratio((double) run.topicRecords(), (double) with.topicRecords()));
    }

    private static String ratio(double number, double of) {
        return String.format(Locale.ROOT, "%.2f", number / of);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
