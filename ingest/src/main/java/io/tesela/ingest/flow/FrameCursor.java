package io.tesela.ingest.flow;

import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.RecentFrames;
import io.tesela.domain.job.JobId;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.media.DecodedFrame;
import io.tesela.media.MediaSource;
import io.tesela.media.VideoDecoder;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Yields the frames of a video with their exact durations and segments, and the audio that goes along; decodes one frame ahead for that.
 *
 * <ul>
 *   <li><b>Backpressure:</b> decodes when asked; holds one frame, and those that filters look back at.
 *   <li><b>Order:</b> presentation order.
 *   <li><b>Threads:</b> one at a time; blocks. {@link #close} may come from another thread: it stops and lets a call under way
 *       return first, so that native memory is never freed under a running decoder.
 *   <li><b>Ownership:</b> closes decoder and source.
 * </ul>
 */
public final class FrameCursor implements AutoCloseable {
    /** What a packet of audio takes besides its bytes: many small ones count as well. */
    private static final long PACKET_BYTES = 64;

    private final MediaSource source;
    private final VideoDecoder decoder;
    private final PixelLayout layout;
    private final RecentFrames recent;
    private final Clock clock;
    private final long firstPts;
    private Optional<DecodedFrame> ahead;
    // Not the lock of next(), which is held as long as the decoder waits for its upload.
    private final Object placing = new Object();
    private final SegmentBoundaries boundaries;
    private volatile long yielded;
    private volatile boolean stopped;

    /** Whoever writes down where segments end early. */
    @FunctionalInterface
    public interface CutLog {
        /** Writes a cut down, so that a later life of this ingest knows of it; blocks on the disk. */
        void write(SegmentCut cut) throws IOException;
    }

    /**
     * Decodes the first frame; the cursor owns source and decoder from here on, but not if this throws.
     *
     * @param recent keeps the frames that filters look back at
     * @param segmentFrames frames of a segment that is not cut
     * @param cuts of a former life of this ingest, so that every frame gets the segment that it had then
     */
    public FrameCursor(
            MediaSource source,
            VideoDecoder decoder,
            PixelLayout layout,
            RecentFrames recent,
            int segmentFrames,
            List<SegmentCut> cuts,
            Clock clock) {
        this.source = source;
        this.decoder = decoder;
        this.layout = layout;
        this.recent = recent;
        this.boundaries = new SegmentBoundaries(segmentFrames, cuts);
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
        // All that is left goes with the last frame: nothing comes after it.
        List<AudioPacket> audio = decoder.takeAudio(ahead.map(DecodedFrame::pts).orElse(Long.MAX_VALUE));
        return placed(frame, duration, audio);
    }

    /** Returns whether there is a next frame. */
    public synchronized boolean hasNext() {
        return ahead.isPresent();
    }

    /**
     * Passes over the frames before a given one, which were dealt with in a former life of this ingest.
     *
     * @throws IllegalStateException if there are fewer, so that this is not the video it was
     */
    public void skipTo(long frame) {
        while (yielded() < frame) {
            if (!hasNext()) {
                throw new IllegalStateException(
                        "frames: " + yielded() + " (expected: at least " + frame + ", as when it was decoded before)");
            }
            next();
        }
    }

    /**
     * Ends the open segment with the frame that was yielded last; from any thread, and never blocks on the decoder.
     *
     * @param log hears of the cut before any later frame gets its segment
     * @return the cut; empty if no segment is open
     */
    public Optional<SegmentCut> cut(JobId job, CutLog log) throws IOException {
        synchronized (placing) {
            if (stopped) {
                // Whoever goes on with the job may have read the cuts already.
                return Optional.empty();
            }
            Optional<SegmentCut> cut = boundaries.possibleCut(job);
            if (cut.isPresent()) {
                log.write(cut.get());
                boundaries.cut();
            }
            return cut;
        }
    }

    /** Returns how many frames have been yielded; from any thread, and never blocks. */
    public long yielded() {
        return yielded;
    }

    /** Returns how many bytes of audio wait for frames to come; from any thread, and never blocks. */
    public long audioBytes() {
        return decoder.audioBytes();
    }

    /** Ends a wait for the upload or for the decoder, now or later; from any thread, and never blocks. */
    public void stop() {
        synchronized (placing) {
            stopped = true;
        }
        source.close();
    }

    @Override
    public void close() {
        stop();
        closeDecoder();
    }

    private synchronized void closeDecoder() {
        ahead = Optional.empty();
        recent.clear();
        decoder.close();
    }

    private static long bytes(List<AudioPacket> audio) {
        return audio.stream()
                .mapToLong(packet -> packet.bytes().length + PACKET_BYTES)
                .sum();
    }

    private TimedFrame placed(DecodedFrame frame, long duration, List<AudioPacket> audio) {
        synchronized (placing) {
            SegmentBoundaries.Place place = boundaries.next(ahead.isEmpty(), bytes(audio));
            yielded = boundaries.frames();
            return new TimedFrame(
                    recent.with(frame.pixels()),
                    new FrameTiming(place.index(), frame.pts(), duration),
                    place.segment(),
                    place.position(),
                    clock.millis(),
                    audio);
        }
    }
}
