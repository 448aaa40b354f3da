package io.tesela.ingest.flow;

import io.tesela.domain.job.JobId;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the segments of one job begin and end: every so many frames, where one holds much audio, and where they were cut early.
 *
 * <p>Whoever knows the same cuts comes to the same numbers, so that a job can be decoded again from its beginning.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class SegmentBoundaries {
    /** An assembler holds the audio of a segment; of a video as it usually is that is a hundredth of this. */
    static final long MUCH_AUDIO_BYTES = 4L << 20;

    private final int segmentFrames;
    private final Map<Long, SegmentCut> known = new TreeMap<>();
    private long frames;
    private int segment;
    private boolean inside;
    private long audioBytes;

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

    /**
     * Gives the next frame its place.
     *
     * @param audio bytes of the audio that goes along with it
     */
    Place next(boolean last, long audio) {
        long index = frames++;
        audioBytes += audio;
        Place place = new Place(index, segment, position(index, last));
        inside = !place.position().endsSegment() && !known.containsKey(index);
        if (!inside) {
            begin();
        }
        return place;
    }

    /** Returns the cut that would end the open segment with the last frame; empty if none is open. */
    Optional<SegmentCut> possibleCut(JobId job) {
        return inside ? Optional.of(new SegmentCut(job, segment, frames - 1)) : Optional.empty();
    }

    /** Ends the open segment with the last frame. */
    void cut() {
        inside = false;
        begin();
    }

    private void begin() {
        segment++;
        audioBytes = 0;
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
        boolean full = (index + 1) % segmentFrames == 0 || audioBytes >= MUCH_AUDIO_BYTES;
        return full ? Position.ENDS_SEGMENT : Position.INSIDE;
    }
}
