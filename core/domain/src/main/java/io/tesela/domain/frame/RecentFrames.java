package io.tesela.domain.frame;

import java.util.ArrayList;
import java.util.List;

/**
 * The frames before the next one of a video that is gone through in order, for filters that look back.
 *
 * <ul>
 *   <li><b>Threads:</b> one at a time.
 *   <li><b>Ownership:</b> holds at most {@code before} frames, and shares them: nobody writes to them any more.
 * </ul>
 */
public final class RecentFrames {
    private final int before;
    private List<PixelBuffer> newestFirst = List.of();

    /** @param before how many frames before each one are wanted, 0 or more */
    public RecentFrames(int before) {
        if (before < 0) {
            throw new IllegalArgumentException("before: " + before + " (expected: 0 or more)");
        }
        this.before = before;
    }

    /** Returns the frame and those before it, newest first; fewer at the beginning of the video. */
    public List<PixelBuffer> with(PixelBuffer frame) {
        List<PixelBuffer> all = new ArrayList<>();
        all.add(frame);
        all.addAll(newestFirst);
        newestFirst = List.copyOf(all.subList(0, Math.min(before, all.size())));
        return all;
    }

    /** Forgets all frames. */
    public void clear() {
        newestFirst = List.of();
    }
}
