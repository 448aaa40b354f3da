package io.tesela.ingest.flow;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the parties held over the life of a job, from samples at even distances.
 *
 * <p>Keeps how often each number was seen; numbers above {@value #EXACT} are rounded down to three significant bits, so it stays
 * small however long the job.
 *
 * <p><b>Threads:</b> any.
 */
public final class HoldingHistory {
    private static final long EXACT = 64;
    private static final int KEPT_BITS = 3;

    private final Map<Holder, Seen> seen = new EnumMap<>(Holder.class);
    private long samples;

    private static final class Seen {
        private final TreeMap<Long, Long> times = new TreeMap<>();
        private long sum;
        private long max;

        void add(long number) {
            times.merge(rounded(number), 1L, Long::sum);
            sum += number;
            max = Math.max(max, number);
        }

        private static long rounded(long number) {
            if (number <= EXACT) {
                return number;
            }
            int dropped = Long.SIZE - Long.numberOfLeadingZeros(number) - KEPT_BITS;
            return number >> dropped << dropped;
        }
    }

    /** Counts one sample. */
    public synchronized void add(FrameHoldings holdings) {
        samples++;
        for (Holder holder : Holder.values()) {
            seen.computeIfAbsent(holder, unused -> new Seen()).add(holdings.of(holder));
        }
    }

    /** Returns the mean number of frames that a party held; 0 without samples. */
    public synchronized double mean(Holder holder) {
        Seen of = seen.get(holder);
        return of == null ? 0 : (double) of.sum / samples;
    }

    /** Returns the most frames that a party held. */
    public synchronized long max(Holder holder) {
        Seen of = seen.get(holder);
        return of == null ? 0 : of.max;
    }

    /** Returns the number of frames that a party held no more than, in 95 of 100 samples. */
    public synchronized long p95(Holder holder) {
        Seen of = seen.get(holder);
        if (of == null) {
            return 0;
        }
        long needed = (long) Math.ceil(0.95 * samples);
        long passed = 0;
        for (Map.Entry<Long, Long> entry : of.times.entrySet()) {
            passed += entry.getValue();
            if (passed >= needed) {
                return entry.getKey();
            }
        }
        return of.max;
    }
}
