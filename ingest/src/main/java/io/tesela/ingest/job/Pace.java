package io.tesela.ingest.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How fast the frames of a job leave, lately: over the later half of its life so far. A mean over all of it would remember for
 * long that a job begins slowly, while code is compiled and the first tiles are on their way; a few seconds alone would follow
 * every segment that is cut.
 *
 * <p><b>Backpressure:</b> a bounded number of counts is kept, however long the job takes: older ones lie further apart.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Pace {
    /** Of a recorded job of half a minute, 3 s told the end better than 4, 5 and 10, and than the mean by far: see PaceTest. */
    private static final long SHORTEST_NANOS = Duration.ofSeconds(3).toNanos();

    private static final int MOST_COUNTS = 128;

    private final List<Count> counts = new ArrayList<>();
    /** How many counts there are to one that is kept. */
    private int stride = 1;

    private long taken;
    private Count latest = new Count(0, 0);

    private record Count(long nanos, long frames) {}

    /**
     * Takes how many frames have left by now; at even distances in time.
     *
     * @param nanos of any clock that runs evenly
     */
    void count(long nanos, long frames) {
        latest = new Count(nanos, frames);
        if (taken++ % stride != 0) {
            return;
        }
        counts.add(latest);
        if (counts.size() == MOST_COUNTS) {
            thin();
        }
    }

    private void thin() {
        for (int i = counts.size() - 1; i > 0; i -= 2) {
            counts.remove(i);
        }
        stride *= 2;
    }

    /**
     * Returns frames a second: the slope of the straight line that is nearest to the counts, so that it matters little whether the
     * last ones came just before a segment left, or just after. Empty until two counts lie behind each other.
     */
    OptionalDouble fps() {
        if (counts.isEmpty()) {
            return OptionalDouble.empty();
        }
        long life = latest.nanos() - counts.get(0).nanos();
        long from = latest.nanos() - Math.max(SHORTEST_NANOS, life / 2);
        return slope(Stream.concat(counts.stream(), Stream.of(latest))
                .filter(count -> count.nanos() >= from)
                .distinct()
                .toList());
    }

    /**
     * Returns how many frames are left to do. Those under way are half done, on average: counted as not begun, they would make the
     * end seem further away than it is, by the more the nearer it is.
     *
     * @param total frames of the video
     * @param decoded that are under way, or have left
     * @param encoded that have left
     */
    static double left(long total, long decoded, long encoded) {
        return Math.max(0, total - encoded - Math.max(0, decoded - encoded) / 2.0);
    }

    private static OptionalDouble slope(List<Count> lately) {
        double meanNanos = lately.stream().mapToLong(Count::nanos).average().orElse(0);
        double meanFrames = lately.stream().mapToLong(Count::frames).average().orElse(0);
        double spread = 0;
        double rise = 0;
        for (Count count : lately) {
            double nanos = count.nanos() - meanNanos;
            spread += nanos * nanos;
            rise += nanos * (count.frames() - meanFrames);
        }
        return spread > 0 ? OptionalDouble.of(Math.max(0, rise / spread * 1e9)) : OptionalDouble.empty();
    }
}
