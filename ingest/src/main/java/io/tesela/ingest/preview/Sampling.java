package io.tesela.ingest.preview;

import io.tesela.domain.frame.Ratio;
import io.tesela.mp4.Fragments;
import io.tesela.mp4.Fragments.Fragment;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which frames of a video an animation shows: at even distances, not too many of them. Of a long video only the first ones of fragments, which
 * can be decoded without any other.
 *
 * @param step frames from one that is shown to the next, 1 or more
 * @param firstOnly whether of each fragment only the first frame may be shown
 */
record Sampling(long step, boolean firstOnly) {
    /** Three to twelve seconds, some megabytes. */
    static final int MOST_FRAMES = 60;

    private static final long SHORTEST_MS = 50;
    private static final long LONGEST_MS = 200;
    private static final double USUAL_RATE = 25;

    static Sampling of(Fragments fragments) {
        return of(fragments.frames(), fragments.all().size());
    }

    static Sampling of(long frames, int fragments) {
        return new Sampling(Math.max(1, (frames + MOST_FRAMES - 1) / MOST_FRAMES), fragments > MOST_FRAMES);
    }

    /** Returns which frames of a fragment are shown, by their number in it, ascending. */
    List<Integer> inside(Fragment fragment) {
        IntStream all =
                IntStream.range(0, fragment.frames()).filter(index -> (fragment.firstFrame() + index) % step == 0);
        return firstOnly
                ? all.findFirst().stream().map(index -> 0).boxed().toList()
                : all.boxed().toList();
    }

    /** Returns from one frame to the next: as it is in the video, where eyes can follow that; in hundredths of a second. */
    Duration period(Ratio frameRate) {
        double rate = frameRate.known() ? frameRate.value() : USUAL_RATE;
        long ms = Math.round(1000 * step / rate);
        return Duration.ofMillis(Math.max(SHORTEST_MS, Math.min(LONGEST_MS, ms / 10 * 10)));
    }
}
