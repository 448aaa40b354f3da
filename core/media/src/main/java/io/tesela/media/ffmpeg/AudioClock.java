package io.tesela.media.ffmpeg;

import java.util.Optional;

/**
 * Turns the timestamps of audio into ones that count samples; what is out of order stays so.
 *
 * <p>A container whose unit is coarser than a sample rounds, so that packets of equal length seem to be of two lengths: what follows the
 * packet before it to within one unit of the container follows it exactly. A unit of one sample rounds nothing, and is taken as it is.
 *
 * <p>Threads: not synchronised.
 */
final class AudioClock {
    /** So far from any time that adding to it makes no difference. */
    private static final long NONE = Long.MIN_VALUE / 4;

    private final int num;
    private final int den;
    private final int rate;
    private final long shift;
    private final long tolerance;
    private final Optional<ClockJumps.Track> jumps;
    private long jump;
    /** Where the audio would be now if its last leap forward had been a mistake. */
    private long beforeLeap = NONE;
    /** The time after the one that went back, unmoved, and by how much its clock would move what follows. */
    private long newClockNext = NONE;

    private long newClockMove;
    private boolean started;
    private long expected;

    /** When a packet begins to sound, and for how long, in samples. */
    record Stamp(long pts, int duration) {}

    /**
     * @param num of the container's unit, in seconds; above 0
     * @param den of the container's unit; above 0
     * @param rate samples per second; above 0
     * @param shift taken from every timestamp, in samples
     * @param jumps of this track; empty where clocks do not change. A new clock is continued where the old one ended
     */
    AudioClock(int num, int den, int rate, long shift, Optional<ClockJumps.Track> jumps) {
        this.num = num;
        this.den = den;
        this.rate = rate;
        this.shift = shift;
        this.tolerance = (long) rate * num == den ? 0 : Math.max(1, ceilDiv((long) rate * num, den));
        this.jumps = jumps;
    }

    /**
     * Returns the stamp of the next packet in the order of the file.
     *
     * @param pts in the container's unit, or {@link Timeline#MISSING}
     * @param duration in the container's unit; 0 or less is unknown
     * @param usual samples that the codec says the packet holds; 0 or less is unknown
     * @param padding samples that the codec says are not to be heard at the beginning
     */
    Stamp next(long pts, long duration, int usual, int padding) {
        int length = length(duration, usual);
        long shown = started ? follow(pts, length) : first(pts, padding);
        started = true;
        expected = shown + length;
        beforeLeap += length;
        return new Stamp(shown, length);
    }

    private int length(long duration, int usual) {
        long told = duration > 0 ? rescale(duration) : usual;
        boolean rounded = usual > 0 && Math.abs(told - usual) <= tolerance;
        return (int) Math.max(1, Math.min(rounded ? usual : told, Integer.MAX_VALUE));
    }

    private long first(long pts, int padding) {
        if (pts == Timeline.MISSING) {
            return -padding;
        }
        long wanted = rescale(pts) - shift;
        return Math.abs(wanted + padding) <= tolerance ? -padding : wanted;
    }

    private long follow(long pts, int length) {
        if (pts == Timeline.MISSING) {
            // Usual: a container may give one for many packets.
            newClockNext += length;
            return expected;
        }
        long unmoved = rescale(pts) - shift;
        long wanted = unmoved + jump;
        if (Math.abs(wanted - expected) <= tolerance) {
            return expected;
        }
        if (wanted > expected + rate) {
            beforeLeap = expected;
        }
        boolean back = jumps.isPresent()
                && expected - wanted > jumps.get().longestStepBack() * rate
                && Math.abs(wanted - beforeLeap) > rate;
        return back ? newClock(unmoved, length, jumps.get()) : wanted;
    }

    /** One timestamp that goes back may be wrong, two in a row begin a new clock. */
    private long newClock(long unmoved, int length, ClockJumps.Track track) {
        if (Math.abs(unmoved - newClockNext) <= tolerance) {
            jump += newClockMove;
            track.moved((double) newClockMove / rate);
            newClockNext = NONE;
            return unmoved + jump;
        }
        long own = expected - unmoved - jump;
        long agreed = Math.round(track.agreed((double) own / rate) * rate);
        newClockMove = unmoved + jump + agreed < expected - tolerance ? own : agreed;
        newClockNext = unmoved + length;
        return unmoved + jump + newClockMove;
    }

    /** Returns a time of the container in samples, rounded to the nearest. */
    private long rescale(long ticks) {
        long scale = (long) num * rate;
        // Split, since a long file's ticks times a rate would overflow.
        return Math.floorDiv(ticks, (long) den) * scale
                + Math.floorDiv(Math.floorMod(ticks, (long) den) * scale + den / 2, (long) den);
    }

    private static long ceilDiv(long value, long divisor) {
        return -Math.floorDiv(-value, divisor);
    }
}
