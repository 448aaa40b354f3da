package io.tesela.client;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many frames there are each second, lately, as seen by whoever is told now and then how many there are by now.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class FrameRate {
    /** As many as are told in ten seconds of a watch: segments come in jumps, which this evens out. */
    private static final int MOST_SAMPLES = 11;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long ms, long frames) {}

    /**
     * Takes how many frames there are, and returns how many came each second since one of the last times; below 0: not known yet.
     *
     * @param ms of any clock that runs evenly
     */
    double at(long ms, long frames) {
        samples.addLast(new Sample(ms, frames));
        if (samples.size() > MOST_SAMPLES) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        return ms > first.ms() ? 1000.0 * (frames - first.frames()) / (ms - first.ms()) : -1;
    }
}
