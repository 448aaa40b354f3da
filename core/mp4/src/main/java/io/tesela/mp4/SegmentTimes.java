package io.tesela.mp4;

import java.util.List;

/**
 * When the frames of one segment are shown, with the little its neighbours have to tell; all in the track's ticks.
 *
 * <p>All of it is known once the segment's last frame and the start of the next one are: no segment's bytes depend on
 * anything later, so whoever encodes it again gets the same bytes.
 *
 * @param pts presentation timestamps of the segment, strictly increasing; not empty
 * @param previousPts the last presentation timestamps before the segment, strictly increasing: as many as the track
 *     reorders, or all there are if fewer (earlier segments may be shorter than that); more are ignored
 * @param endPts when the segment's last frame stops being shown: the first timestamp of the next segment, or in the
 *     last segment the last frame's timestamp plus its duration
 * @param lastInJob whether no segment follows
 */
public record SegmentTimes(List<Long> pts, List<Long> previousPts, long endPts, boolean lastInJob) {
    public SegmentTimes {
        Checks.that(!pts.isEmpty(), "pts", pts, "not empty");
        pts = List.copyOf(pts);
        previousPts = List.copyOf(previousPts);
        checkIncreasing("previousPts", previousPts);
        checkIncreasing("pts", pts);
        if (!previousPts.isEmpty()) {
            long previous = previousPts.get(previousPts.size() - 1);
            Checks.that(pts.get(0) > previous, "pts[0]", pts.get(0), "> " + previous + ", the last of previousPts");
        }
        long last = pts.get(pts.size() - 1);
        Checks.that(endPts > last, "endPts", endPts, "> " + last + ", the last of pts");
    }

    private static void checkIncreasing(String name, List<Long> times) {
        for (int i = 1; i < times.size(); i++) {
            Checks.that(
                    times.get(i) > times.get(i - 1),
                    name + "[" + i + "]",
                    times.get(i),
                    "> " + times.get(i - 1) + ", strictly increasing");
        }
    }
}
