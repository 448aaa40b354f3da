package io.tesela.bench.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long each fault kept a job from going on: the longest time without a further frame that ended after it struck, and began
 * before the next fault did.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Standstills {
    private final List<Struck> faults = new ArrayList<>();

    /**
     * What one fault cost.
     *
     * @param struckNanos when it struck
     * @param length from then, or from the last frame after it
     * @param wentOnNanos when there was a further frame
     */
    record Standstill(Fault fault, long struckNanos, Duration length, long wentOnNanos) {
        /** Returns whether there was a further frame at all. */
        boolean known() {
            return wentOnNanos != struckNanos;
        }
    }

    private static final class Struck {
        private final Fault fault;
        private final long atNanos;
        private long longest;
        private long wentOnNanos;

        Struck(Fault fault, long atNanos) {
            this.fault = fault;
            this.atNanos = atNanos;
            this.wentOnNanos = atNanos;
        }

        void gap(long sinceNanos, long now) {
            long length = now - Math.max(sinceNanos, atNanos);
            if (length > longest) {
                longest = length;
                wentOnNanos = now;
            }
        }

        Standstill standstill() {
            return new Standstill(fault, atNanos, Duration.ofNanos(longest), wentOnNanos);
        }
    }

    /** Notes that a fault strikes now. */
    void struck(Fault fault, long now) {
        faults.add(new Struck(fault, now));
    }

    /** Notes that there was a further frame now, and before that none since some time. */
    void wentOn(long sinceNanos, long now) {
        for (int i = 0; i < faults.size(); i++) {
            if (nextAfter(i) > sinceNanos) {
                faults.get(i).gap(sinceNanos, now);
            }
        }
    }

    /** Faults of one moment share what follows, and what befalls single tiles stops nobody. */
    private long nextAfter(int index) {
        long own = faults.get(index).atNanos;
        return faults.stream()
                .skip(index + 1L)
                .filter(later -> later.atNanos > own && !(later.fault instanceof Fault.Records))
                .mapToLong(later -> later.atNanos)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** Returns what each fault has cost so far, in the order in which they struck. */
    List<Standstill> all() {
        return faults.stream().map(Struck::standstill).toList();
    }
}
