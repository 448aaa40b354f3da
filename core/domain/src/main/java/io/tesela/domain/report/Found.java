package io.tesela.domain.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How many of what it looks for a filter found on each of some frames in a row.
 *
 * @param filter its name
 * @param firstFrame index of the first of the frames
 * @param frames how many there are in a row
 * @param count on each of them
 */
public record Found(String filter, long firstFrame, long frames, int count) {
    public Found {
        if (frames < 1 || count < 0) {
            throw new IllegalArgumentException(
                    "found: " + count + " on " + frames + " frames (expected: 0 or more on 1 or more)");
        }
    }

    /** Returns runs with those of later frames: where the last of a filter goes on, it is made longer. */
    public static List<Found> append(List<Found> runs, List<Found> later) {
        List<Found> all = new ArrayList<>(runs);
        for (Found next : later) {
            int last = lastOf(next.filter, all);
            if (last >= 0 && all.get(last).goesOnWith(next)) {
                all.set(last, all.get(last).with(next));
            } else {
                all.add(next);
            }
        }
        return all;
    }

    private boolean goesOnWith(Found next) {
        return next.count == count && next.firstFrame == firstFrame + frames;
    }

    private Found with(Found next) {
        return new Found(filter, firstFrame, frames + next.frames, count);
    }

    private static int lastOf(String filter, List<Found> runs) {
        int at = runs.size() - 1;
        while (at >= 0 && !runs.get(at).filter.equals(filter)) {
            at--;
        }
        return at;
    }
}
