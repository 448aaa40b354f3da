package io.tesela.ingest.flow;

import java.time.Duration;

/**
 * How long to wait for a tile, from how long others took: their smoothed time and four times its deviation, as TCP decides when to
 * send again. Of a tile that was sent twice nobody knows which sending was answered, so it does not count; while there are no
 * others the time doubles.
 *
 * <p><b>Threads:</b> one at a time. Source: RFC 6298, sections 2 and 5.
 */
final class AnswerTimes {
    private static final int MOST_DOUBLINGS = 16;

    private final Range range;
    private long smoothedNanos = -1;
    private long deviationNanos;
    private int doublings;
    private long doubledAt;

    /**
     * What may come out.
     *
     * @param first before anything is known
     * @param shortest so that a pause of a processor is not taken for its death
     * @param longest so that a lost tile is noticed at all
     */
    record Range(Duration first, Duration shortest, Duration longest) {
        Range {
            if (shortest.compareTo(longest) > 0) {
                throw new IllegalArgumentException("shortest: " + shortest + " (expected: <= longest " + longest + ")");
            }
        }
    }

    AnswerTimes(Range range) {
        this.range = range;
    }

    /** Notes what the slowest took of some tiles that were answered and had been sent once. */
    void answered(long nanos) {
        doublings = 0;
        if (smoothedNanos < 0) {
            smoothedNanos = nanos;
            deviationNanos = nanos / 2;
        } else {
            deviationNanos += (Math.abs(smoothedNanos - nanos) - deviationNanos) / 4;
            smoothedNanos += (nanos - smoothedNanos) / 8;
        }
    }

    /** Notes that time is up, with no tile answered; once while the time lasts. */
    void missed(long nowNanos) {
        if (doublings == 0 || nowNanos - doubledAt >= late().toNanos()) {
            doublings = Math.min(MOST_DOUBLINGS, doublings + 1);
            doubledAt = nowNanos;
        }
    }

    /** Returns after how long a tile is late. */
    Duration late() {
        return atMostTheLongest(usual().multipliedBy(1L << doublings));
    }

    /** Returns after how long a tile would be late if none had been missed. */
    Duration usual() {
        Duration known = smoothedNanos < 0
                ? range.first()
                : Duration.ofNanos(smoothedNanos).plusNanos(4 * deviationNanos);
        return atMostTheLongest(known.compareTo(range.shortest()) < 0 ? range.shortest() : known);
    }

    private Duration atMostTheLongest(Duration time) {
        return time.compareTo(range.longest()) > 0 ? range.longest() : time;
    }
}
