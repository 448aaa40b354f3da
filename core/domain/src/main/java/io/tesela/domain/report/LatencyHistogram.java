package io.tesela.domain.report;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often a duration was seen, in buckets that are 5 % wide: exact enough for percentiles, bounded however long a job
 * is, and two of them add up to the histogram of both.
 *
 * @param buckets bucket to count; bucket b holds durations of about 1.05^b microseconds
 * @param totalMicros sum of all durations
 */
public record LatencyHistogram(Map<Integer, Long> buckets, long totalMicros) {
    public static final LatencyHistogram EMPTY = new LatencyHistogram(Map.of(), 0);

    private static final double BASE = Math.log(1.05);

    public LatencyHistogram {
        buckets = Collections.unmodifiableMap(new TreeMap<>(buckets));
    }

    /** Returns this histogram and one more duration, 0 if negative. */
    public LatencyHistogram with(long micros) {
        long clamped = Math.max(0, micros);
        return plus(new LatencyHistogram(Map.of(bucket(clamped), 1L), clamped));
    }

    /** Returns the histogram of the durations of both. */
    public LatencyHistogram plus(LatencyHistogram other) {
        Map<Integer, Long> sum = new TreeMap<>(buckets);
        other.buckets.forEach((bucket, count) -> sum.merge(bucket, count, Long::sum));
        return new LatencyHistogram(sum, totalMicros + other.totalMicros);
    }

    /** Returns how many durations were seen. */
    public long count() {
        return buckets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the mean in milliseconds; 0 if nothing was seen. */
    public double meanMs() {
        long count = count();
        return count == 0 ? 0 : totalMicros / 1000.0 / count;
    }

    /**
     * Returns the duration in milliseconds that this share of all durations does not exceed; 0 if nothing was seen.
     *
     * @param share 0 to 1
     */
    public double percentileMs(double share) {
        long rank = (long) Math.ceil(share * (double) count());
        long seen = 0;
        for (Map.Entry<Integer, Long> bucket : buckets.entrySet()) {
            seen += bucket.getValue();
            if (seen >= rank) {
                return Math.exp(bucket.getKey() * BASE) / 1000.0;
            }
        }
        return 0;
    }

    private static int bucket(long micros) {
        return micros < 1 ? 0 : (int) Math.round(Math.log((double) micros) / BASE);
    }
}
