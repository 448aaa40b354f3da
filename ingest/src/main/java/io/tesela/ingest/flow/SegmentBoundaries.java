package io.tesela.ingest.flow;

import io.tesela.domain.job.JobId;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the segments of one job begin and end: every so many frames, and where they were cut early.
 *
 * <p>Whoever knows the same cuts comes to the same numbers, so that a job can be decoded again from its beginning.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class SegmentBoundaries {
    private final int segmentFrames;
    private final Map<Long, SegmentCut> known = new TreeMap<>();
    private long frames;
    private int segment;
    private boolean inside;

    /**
     * @param segmentFrames frames of a segment that is not cut
     * @param known cuts of a former life of this ingest
     */
    SegmentBoundaries(int segmentFrames, List<SegmentCut> known) {
        this.segmentFrames = segmentFrames;
        known.forEach(cut -> this.known.put(cut.lastFrame(), cut));
    }

    /**
     * The place of a frame.
     *
     * @param index of the frame, 0-based
     * @param segment it belongs to
     */
    record Place(long index, int segment, Position position) {}

    /** Gives the next frame its place. */
    Place next(boolean last) {
        long index = frames++;
        Place place = new Place(index, segment, position(index, last));
        inside = !place.position().endsSegment() && !known.containsKey(index);
        segment += inside ? 0 : 1;
        return place;
    }

    /** Returns the cut that would end the open segment with the last frame; empty if none is open. */
    Optional<SegmentCut> possibleCut(JobId job) {
        return inside ? Optional.of(new SegmentCut(job, segment, frames - 1)) : Optional.empty();
    }

    /** Ends the open segment with the last frame. */
    void cut() {
        inside = false;
        segment++;
    }

    /** Returns how many frames have a place. */
    long frames() {
        return frames;
    }

    /** Cuts come between: the segments that follow still end where they would have. */
    private Position position(long index, boolean last) {
        if (last) {
            return Position.ENDS_JOB;
        }
        return (index + 1) % segmentFrames == 0 ? Position.ENDS_SEGMENT : Position.INSIDE;
    }
}
