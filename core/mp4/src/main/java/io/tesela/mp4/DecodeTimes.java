package io.tesela.mp4;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives the frames of a segment the decode times that follow from when frames are shown.
 *
 * <p>With {@code P} the presentation timestamps of the whole job in order and {@code hb} the track's reorder frames, the
 * i-th frame in decode order gets
 *
 * <pre>
 * D[i] = P[i - hb]                      i &gt;= hb
 * D[i] = P[0] - (hb - i) * firstGap     i &lt; hb
 * </pre>
 *
 * <p>so D is strictly increasing, and no frame is shown before it is decoded as long as the encoder delays none by more
 * than {@code hb}. A segment of n frames needs D at n + 1 places, the last being where the next segment starts; with hb
 * above 0 all of them come from the segment or before it, with hb = 0 the last is {@link SegmentTimes#endPts()}.
 */
final class DecodeTimes {
    private DecodeTimes() {}

    /**
     * Returns D for each frame of the segment and, as the last element, D of the frame after it.
     *
     * @throws IllegalArgumentException if the timestamps do not fit the track
     */
    static List<Long> of(VideoTrack track, int segment, SegmentTimes times) {
        checkStart(track, segment, times);
        int delay = track.reorderFrames();
        int frames = times.pts().size();
        List<Long> previous = times.previousPts();
        int known = Math.min(delay, previous.size());
        List<Long> decode = new ArrayList<>(delay + frames + 1);
        // Fewer previous frames than the delay means that the job has no more: the segment starts at that index.
        for (int i = known; i < delay; i++) {
            decode.add(track.firstPts() - (delay - i) * track.firstGapTicks());
        }
        decode.addAll(previous.subList(previous.size() - known, previous.size()));
        decode.addAll(times.pts());
        decode.add(times.endPts());
        return List.copyOf(decode.subList(0, frames + 1));
    }

    private static void checkStart(VideoTrack track, int segment, SegmentTimes times) {
        List<Long> previous = times.previousPts();
        boolean first = segment == 0;
        Checks.that(segment >= 0, "segment", segment, ">= 0");
        if (first) {
            Checks.that(previous.isEmpty(), "previousPts", previous, "empty, in segment 0");
            checkFirst(track, times.pts());
        } else if (previous.size() < track.reorderFrames()) {
            Checks.that(!previous.isEmpty(), "previousPts", previous, "not empty, after segment 0");
            checkFirst(track, previous);
        }
        long start = times.pts().get(0);
        Checks.that(first || start > track.firstPts(), "pts[0]", start, "> " + track.firstPts() + ", the job's first");
    }

    private static void checkFirst(VideoTrack track, List<Long> fromStart) {
        long first = track.firstPts();
        Checks.that(fromStart.get(0) == first, "first pts of the job", fromStart.get(0), "" + first);
        if (fromStart.size() > 1) {
            long second = first + track.firstGapTicks();
            Checks.that(fromStart.get(1) == second, "second pts of the job", fromStart.get(1), "" + second);
        }
    }
}
