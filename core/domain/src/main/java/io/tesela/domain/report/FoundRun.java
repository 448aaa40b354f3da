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
public record FoundRun(String filter, long firstFrame, long frames, int count) {
    public FoundRun {
        if (firstFrame < 0) {
            throw new IllegalArgumentException("firstFrame: " + firstFrame + " (expected: 0 or more)");
        }
        if (frames < 1 || frames > Long.MAX_VALUE - firstFrame) {
            throw new IllegalArgumentException("frames: " + frames + " (expected: 1 or more)");
        }
        if (count < 0) {
            throw new IllegalArgumentException("count: " + count + " (expected: 0 or more)");
        }
    }

    /** Returns runs with those of later frames: where the last of a filter goes on, it is made longer. */
    public static List<FoundRun> append(List<FoundRun> runs, List<FoundRun> later) {
        List<FoundRun> all = new ArrayList<>(runs);
        for (FoundRun next : later) {
            int last = lastOf(next.filter, all);
            if (last >= 0 && all.get(last).goesOnWith(next)) {
                all.set(last, all.get(last).with(next));
            } else {
                all.add(next);
            }
        }
        return all;
    }

    private boolean goesOnWith(FoundRun next) {
        return next.count == count && next.firstFrame == firstFrame + frames;
    }

    private FoundRun with(FoundRun next) {
        return new FoundRun(filter, firstFrame, frames + next.frames, count);
    }

    private static int lastOf(String filter, List<FoundRun> runs) {
        int at = runs.size() - 1;
        while (at >= 0 && !runs.get(at).filter.equals(filter)) {
            at--;
        }
        return at;
    }
}
