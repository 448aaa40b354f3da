package io.tesela.domain.report;

import java.util.Arrays;
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
    /** Nothing was seen. */
    public static final LatencyHistogram EMPTY = new LatencyHistogram(Map.of(), 0);

    private static final double BASE = Math.log(1.05);

    public LatencyHistogram {
        buckets = Collections.unmodifiableMap(new TreeMap<>(buckets));
    }

    /** Returns this histogram and one more duration, 0 if negative; for many of them there is {@link Builder}. */
    public LatencyHistogram with(long micros) {
        return plus(new Builder().add(micros).build());
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

    /**
     * Counts durations one by one, without a copy for each.
     *
     * <p><b>Threads:</b> one at a time.
     */
    public static final class Builder {
        private long[] counts = new long[0];
        private long totalMicros;

        /** Adds one duration, 0 if negative. */
        public Builder add(long micros) {
            long clamped = Math.max(0, micros);
            int bucket = bucket(clamped);
            if (bucket >= counts.length) {
                // The longest duration there is has a bucket below 1,000.
                counts = Arrays.copyOf(counts, bucket + 1);
            }
            counts[bucket]++;
            totalMicros += clamped;
            return this;
        }

        /** Returns the histogram of what was added so far; more may be added afterwards. */
        public LatencyHistogram build() {
            Map<Integer, Long> buckets = new TreeMap<>();
            for (int bucket = 0; bucket < counts.length; bucket++) {
                if (counts[bucket] > 0) {
                    buckets.put(bucket, counts[bucket]);
                }
            }
            return new LatencyHistogram(buckets, totalMicros);
        }
    }
}
