package io.tesela.assembler.encode;

import io.tesela.assembler.join.ComposedFrame;
import io.tesela.assembler.join.Cut;
import io.tesela.domain.job.JobSpec;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.media.SegmentEncoderFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the frames of one job, a fresh encoder for every segment, so that each segment's bytes depend on its frames alone.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds what the encoders of the open and the finishing segments look ahead.
 *   <li><b>Order:</b> frames come by index.
 *   <li><b>Threads:</b> {@link #take} one at a time; {@link #close} from any thread, once nothing takes any more.
 *   <li><b>Ownership:</b> closes every encoder it opened.
 * </ul>
 */
public final class JobEncoder implements AutoCloseable {
    private final JobSpec spec;
    private final SegmentEncoderFactory encoders;
    private final Clock clock;
    private final Set<SegmentInWork> opened = ConcurrentHashMap.newKeySet();
    private @Nullable SegmentInWork current;
    private volatile boolean closed;

    /**
     * Makes an encoder that has opened nothing yet.
     *
     * @param clock says when a frame was taken, for its latency
     */
    public JobEncoder(JobSpec spec, SegmentEncoderFactory encoders, Clock clock) {
        this.spec = spec;
        this.encoders = encoders;
        this.clock = clock;
    }

    /**
     * Encodes the next frame.
     *
     * @return the segments that have all their frames now, in order and still to be finished: its own, and before it one that was
     *     cut
     */
    public List<SegmentInWork> take(ComposedFrame frame) {
        List<SegmentInWork> complete = new ArrayList<>();
        FrameManifest manifest = frame.source().manifest();
        SegmentInWork segment = current;
        if (segment != null && segment.number() != manifest.segment()) {
            complete.add(segment);
            segment = null;
        }
        if (segment == null) {
            segment = open(manifest);
        }
        boolean last = segment.take(frame, clock.millis());
        current = last ? null : segment;
        if (last) {
            complete.add(segment);
        }
        return complete;
    }

    /** Ends the open segment early, if it is the one that the cut is about; returns it, still to be finished. */
    public List<SegmentInWork> cut(Cut cut) {
        SegmentInWork segment = current;
        if (segment == null || segment.number() != cut.segment()) {
            return List.of();
        }
        current = null;
        return List.of(segment);
    }

    /** Returns a segment that has its last packet. */
    public SegmentInWork finish(SegmentInWork segment) {
        segment.finish();
        opened.remove(segment);
        return segment;
    }

    @Override
    public void close() {
        closed = true;
        opened.forEach(SegmentInWork::close);
        opened.clear();
    }

    private SegmentInWork open(FrameManifest manifest) {
        SegmentInWork segment = new SegmentInWork(
                encoders.open(spec.format(), spec.encoder()),
                manifest.segment(),
                manifest.timing().index());
        opened.add(segment);
        // close() sets the flag before it looks at the set: either it sees the segment there, or the flag is seen here.
        if (closed) {
            segment.close();
        }
        return segment;
    }
}
