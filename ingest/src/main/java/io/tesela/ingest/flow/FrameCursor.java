package io.tesela.ingest.flow;

import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.job.JobId;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.media.DecodedFrame;
import io.tesela.media.MediaSource;
import io.tesela.media.VideoDecoder;
import java.time.Clock;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Yields the frames of a video with their exact durations and segments; decodes one frame ahead for that.
 *
 * <ul>
 *   <li><b>Backpressure:</b> decodes when asked; holds one frame.
 *   <li><b>Order:</b> presentation order.
 *   <li><b>Threads:</b> one at a time; blocks. {@link #close} may come from another thread: it stops and lets a call under way
 *       return first, so that native memory is never freed under a running decoder.
 *   <li><b>Ownership:</b> closes decoder and source.
 * </ul>
 */
public final class FrameCursor implements AutoCloseable {
    private final MediaSource source;
    private final VideoDecoder decoder;
    private final PixelLayout layout;
    private final int segmentFrames;
    private final Clock clock;
    private final long firstPts;
    private Optional<DecodedFrame> ahead;
    // Not the lock of next(), which is held as long as the decoder waits for its upload.
    private final Object boundaries = new Object();
    private long yielded;
    private int segment;
    private boolean insideSegment;
    private volatile boolean stopped;

    /** Decodes the first frame; the cursor owns source and decoder from here on, but not if this throws. */
    public FrameCursor(MediaSource source, VideoDecoder decoder, PixelLayout layout, int segmentFrames, Clock clock) {
        this.source = source;
        this.decoder = decoder;
        this.layout = layout;
        this.segmentFrames = segmentFrames;
        this.clock = clock;
        this.ahead = decoder.next(layout);
        this.firstPts = ahead.map(DecodedFrame::pts).orElse(0L);
    }

    /** Returns the pts of the first frame. */
    public long firstPts() {
        return firstPts;
    }

    /** Returns the next frame. */
    public synchronized TimedFrame next() {
        if (stopped) {
            throw new IllegalStateException("cursor: stopped (expected: neither stopped nor closed)");
        }
        DecodedFrame frame = ahead.orElseThrow(NoSuchElementException::new);
        ahead = decoder.next(layout);
        long duration = ahead.map(after -> after.pts() - frame.pts()).orElse(frame.duration());
        return placed(frame, duration);
    }

    /**
     * Ends the open segment with the frame that was yielded last; from any thread, and never blocks on the decoder.
     *
     * @return the cut; empty if no segment is open
     */
    public Optional<SegmentCut> cut(JobId job) {
        synchronized (boundaries) {
            if (!insideSegment) {
                return Optional.empty();
            }
            insideSegment = false;
            return Optional.of(new SegmentCut(job, segment++, yielded - 1));
        }
    }

    /** Returns how many frames have been yielded; from any thread, and never blocks. */
    public long yielded() {
        synchronized (boundaries) {
            return yielded;
        }
    }

    /** Ends a wait for the upload, now or later; from any thread, and never blocks. */
    public void stop() {
        stopped = true;
        source.close();
    }

    @Override
    public void close() {
        stop();
        closeDecoder();
    }

    private synchronized void closeDecoder() {
        ahead = Optional.empty();
        decoder.close();
    }

    private TimedFrame placed(DecodedFrame frame, long duration) {
        synchronized (boundaries) {
            long index = yielded++;
            Position position = position(index);
            TimedFrame placed = new TimedFrame(
                    frame.pixels(), new FrameTiming(index, frame.pts(), duration), segment, position, clock.millis());
            insideSegment = !position.endsSegment();
            segment += insideSegment ? 0 : 1;
            return placed;
        }
    }

    /** Cuts come between: the segments that follow still end where they would have. */
    private Position position(long index) {
        if (ahead.isEmpty()) {
            return Position.ENDS_JOB;
        }
        return (index + 1) % segmentFrames == 0 ? Position.ENDS_SEGMENT : Position.INSIDE;
    }
}
