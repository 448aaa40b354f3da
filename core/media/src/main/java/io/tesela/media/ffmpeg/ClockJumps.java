package io.tesela.media.ffmpeg;

import java.util.ArrayList;
import java.util.List;

/**
 * By how much the clock of a file has begun anew: said by the track that comes to it first, so that all tracks stay together.
 *
 * <p>Threads: not synchronised.
 */
final class ClockJumps {
    /** Two tracks that go on where they ended differ by no more, unless they do not speak of the same. */
    private static final double MOST_SECONDS_APART = 1;

    private final double longestStepBack;
    private final List<Double> saidSeconds = new ArrayList<>();

    /** @param longestStepBack a larger step back than this, in seconds, begins a new clock */
    ClockJumps(double longestStepBack) {
        this.longestStepBack = longestStepBack;
    }

    /** Returns the seconds by which a timestamp goes back at most, where no clock begins anew. */
    double longestStepBack() {
        return longestStepBack;
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
         * Returns by how much the timestamps that follow are to be moved, in seconds, besides by what they are moved already.
         *
         * @param own by how much this track would move them to go on where it ended
         */
        double next(double own) {
            double wanted = moved + own;
            double agreed = saidSeconds.stream()
                    .filter(said -> Math.abs(said - wanted) <= MOST_SECONDS_APART)
                    .findFirst()
                    .orElse(wanted);
            if (agreed == wanted) {
                saidSeconds.add(wanted);
            }
            double move = agreed - moved;
            moved = agreed;
            return move;
        }

        /** Notes that a track did not move by what was said, but by its own. */
        void insists(double said, double own) {
            moved += own - said;
        }
    }
}
