package io.tesela.media.ffmpeg;

import java.util.ArrayList;
import java.util.List;

/**
 * By how much the clock of a file has begun anew, each time: said by the track that comes to it first, so that all tracks stay together.
 *
 * <p>Threads: not synchronised.
 */
final class ClockJumps {
    /** Two tracks that go on where they ended differ by no more, unless they do not speak of the same. */
    private static final double MOST_SECONDS_APART = 1;

    private final List<Double> seconds = new ArrayList<>();

    /** The jumps that one track has come to. */
    final class Track {
        private int met;

        /**
         * Returns by how much the timestamps that follow are to be moved.
         *
         * @param own by how much this track would move them to go on where it ended, seconds
         */
        double next(double own) {
            int number = met++;
            if (number == seconds.size()) {
                seconds.add(own);
            }
            double said = seconds.get(number);
            return Math.abs(said - own) <= MOST_SECONDS_APART ? said : own;
        }
    }

    /** Returns the view of a track that has come to none so far. */
    Track track() {
        return new Track();
    }
}
