package io.tesela.media.ffmpeg;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * By how much the clock of a file has begun anew: said by the track that comes to it first, so that all tracks stay together.
 *
 * <p>Threads: not synchronised.
 */
final class ClockJumps {
    /** Two tracks that go on where they ended differ by no more, unless they do not speak of the same. */
    private static final double MOST_SECONDS_APART = 1;

    /** Tracks of one file are seldom more than one jump apart. */
    private static final int MOST_KEPT = 64;

    private final double longestStepBack;
    private final Deque<Double> said = new ArrayDeque<>();

    /** @param longestStepBack a larger step back than this, in seconds, begins a new clock */
    ClockJumps(double longestStepBack) {
        this.longestStepBack = longestStepBack;
    }

    /** Returns the view of a track that has come to none so far. */
    Track track() {
        return new Track();
    }

    /** The jumps that one track has come to. */
    final class Track {
        private double moved;

        /** Returns the seconds by which a timestamp goes back at most, where no clock begins anew. */
        double longestStepBack() {
            return longestStepBack;
        }

        /**
         * Returns by how much the timestamps that follow would be moved, in seconds, besides by what they are moved already.
         *
         * @param own by how much this track would move them to go on where it ended
         */
        double agreed(double own) {
            double wanted = moved + own;
            return said.stream()
                            .filter(other -> Math.abs(other - wanted) <= MOST_SECONDS_APART)
                            .findFirst()
                            .orElse(wanted)
                    - moved;
        }

        /** Notes by how much this track has moved them. */
        void moved(double seconds) {
            moved += seconds;
            if (said.stream().noneMatch(other -> Math.abs(other - moved) <= MOST_SECONDS_APART)) {
                said.addFirst(moved);
            }
            if (said.size() > MOST_KEPT) {
                said.removeLast();
            }
        }
    }
}
