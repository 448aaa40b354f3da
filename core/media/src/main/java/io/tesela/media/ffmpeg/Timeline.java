package io.tesela.media.ffmpeg;

import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Turns the timestamps of decoded frames into strictly increasing ones, changing none that need not be.
 *
 * <p>Threads: not synchronised.
 */
final class Timeline {
    /** Stands for a timestamp that is missing, as in FFmpeg. */
    static final long MISSING = Long.MIN_VALUE;

    private static final int LEAP_FRAMES = 10;

    private final long ticks;
    private final long usualDuration;
    private final long second;
    private final Optional<ClockJumps.Track> jumps;
    private long shift;
    private boolean started;
    private long lastPts;
    private long lastDuration;
    private long fixed;

    /** When a frame is shown, and for how long. */
    record Stamp(long pts, long duration) {}

    /**
     * @param ticks units of the outgoing time base in one of the incoming: its numerator
     * @param shift taken from every timestamp, in outgoing units
     * @param usualDuration of a frame that has none of its own, in outgoing units, above 0
     * @param second outgoing units of one second
     * @param jumps of this track; empty where clocks do not change. A new clock is continued where the old one ended
     */
    Timeline(long ticks, long shift, long usualDuration, long second, Optional<ClockJumps.Track> jumps) {
        this.ticks = ticks;
        this.shift = shift;
        this.usualDuration = Math.max(1, usualDuration);
        this.second = second;
        this.jumps = jumps;
    }

    /** Returns how many timestamps were not taken as they came. */
    long fixed() {
        return fixed;
    }

    /**
     * Returns the stamp of the next frame in presentation order.
     *
     * @param pts in incoming units, or {@link #MISSING}
     * @param duration in incoming units; 0 or less is unknown
     * @param followingPts that of the frame after it, in incoming units, or {@link #MISSING}; asked for only after a leap
     */
    Stamp next(long pts, long duration, LongSupplier followingPts) {
        long shownFor = duration > 0 ? duration * ticks : usualDuration;
        long shown = started ? follow(pts, followingPts) : first(pts);
        started = true;
        lastPts = shown;
        lastDuration = shownFor;
        return new Stamp(shown, shownFor);
    }

    private long first(long pts) {
        if (pts == MISSING) {
            fixed++;
            return 0;
        }
        return pts * ticks - shift;
    }

    private long follow(long pts, LongSupplier followingPts) {
        if (pts == MISSING) {
            fixed++;
            return lastPts + lastDuration;
        }
        long wanted = pts * ticks - shift;
        if (wanted > lastPts) {
            return isLeap(wanted) ? afterLeap(wanted, followingPts.getAsLong()) : wanted;
        }
        fixed++;
        return jumps.isPresent() && lastPts - wanted > jumps.get().longestStepBack() * second
                ? beginAnew(wanted, jumps.get())
                : lastPts + 1;
    }

    /** Out of proportion to all that came before; to look at what follows costs a frame. */
    private boolean isLeap(long wanted) {
        return wanted - lastPts > Math.max(second, LEAP_FRAMES * lastDuration);
    }

    /** Where the frame after it fits behind the one before, this one is wrong, or all that follow would be. */
    private long afterLeap(long wanted, long followingPts) {
        long following = followingPts == MISSING ? wanted : followingPts * ticks - shift;
        if (following >= wanted || following <= lastPts) {
            return wanted;
        }
        fixed++;
        return Math.max(lastPts + 1, Math.min(lastPts + lastDuration, following - 1));
    }

    private long beginAnew(long wanted, ClockJumps.Track track) {
        long own = lastPts + lastDuration - wanted;
        long agreed = Math.round(track.agreed((double) own / second) * second);
        long move = wanted + agreed > lastPts ? agreed : own;
        track.moved((double) move / second);
        shift -= move;
        return wanted + move;
    }
}
