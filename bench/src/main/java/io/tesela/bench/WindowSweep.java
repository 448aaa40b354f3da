package io.tesela.bench;

import io.tesela.standalone.role.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rate and latency with windows of several sizes.
 *
 * <p><b>Threads:</b> blocks. One warm job a window, a few rounds of all windows, so that what else goes on on the machine does
 * not meet one of them alone.
 */
final class WindowSweep {
    /** The last is beyond what the encoder and two segments hold, so no limit at all. */
    private static final List<Integer> WINDOWS = List.of(2, 4, 8, 16, 32, 64);

    private static final int ROUNDS = 3;
    private static final int LOOPS = 2;

    private final FlowScenario scenario;

    WindowSweep(FlowScenario scenario) {
        this.scenario = scenario;
    }

    /** Returns a table. */
    String measure() throws IOException, InterruptedException {
        Map<Integer, List<JobCost>> costs = new TreeMap<>();
        try (DataFolder clips = DataFolder.of(null)) {
            Path video = clips.path().resolve("looped.mkv");
            FfmpegProgram.loop(scenario.clip(), LOOPS, video);
            warm(video, WINDOWS.get(WINDOWS.size() - 1));
            for (int round = 0; round < ROUNDS; round++) {
                for (int window : WINDOWS) {
                    costs.computeIfAbsent(window, absent -> new ArrayList<>()).add(warm(video, window));
                }
            }
        }
        return table(costs);
    }

    private static String table(Map<Integer, List<JobCost>> costs) {
        double most = costs.values().stream()
                .mapToDouble(jobs -> median(jobs).fps())
                .max()
                .orElse(1);
        Table table = new Table("window", "fps", "of the most", "p50 ms", "p95 ms", "cores busy", "fps of each round");
        costs.forEach((window, jobs) -> {
            JobCost job = median(jobs);
            table.row(
                    Integer.toString(window),
                    number(job.fps()),
                    String.format(Locale.ROOT, "%.0f %%", 100 * job.fps() / most),
                    number(job.p50Ms()),
                    number(job.p95Ms()),
                    number(job.busyCores()),
                    String.join(
                            " ", jobs.stream().map(each -> number(each.fps())).toList()));
        });
        return table.toString();
    }

    private JobCost warm(Path video, int window) throws IOException {
        try (DataFolder folder = DataFolder.of(null);
                Service service = new Service(scenario.with(video, window), folder.path())) {
            return service.run();
        }
    }

    private static JobCost median(List<JobCost> jobs) {
        List<JobCost> sorted =
                jobs.stream().sorted(Comparator.comparingDouble(JobCost::fps)).toList();
        return sorted.get(sorted.size() / 2);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
