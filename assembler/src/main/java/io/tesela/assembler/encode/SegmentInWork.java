package io.tesela.assembler.encode;

import io.tesela.assembler.join.ComposedFrame;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.media.EncodedPacket;
import io.tesela.media.EncoderHeader;
import io.tesela.media.SegmentEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * One segment from its first frame to its last packet.
 *
 * <ul>
 *   <li><b>Threads:</b> one at a time works; {@link #close} may come from another and waits for the call under way, so that
 *       native memory is never freed under a running encoder.
 *   <li><b>Ownership:</b> closes the encoder.
 * </ul>
 */
public final class SegmentInWork implements AutoCloseable {
    private final SegmentEncoder encoder;
    private final EncoderHeader header;
    private final int number;
    private final long firstFrame;
    private final List<EncodedPacket> packets = new ArrayList<>();
    private final List<Long> pts = new ArrayList<>();
    private final List<AudioPacket> audio = new ArrayList<>();
    private final SegmentLedger ledger = new SegmentLedger();
    private long firstGap;
    private long endPts;
    private boolean lastInJob;
    private boolean closed;

    SegmentInWork(SegmentEncoder encoder, int number, long firstFrame) {
        this.encoder = encoder;
        this.header = encoder.header();
        this.number = number;
        this.firstFrame = firstFrame;
    }

    /** Encodes one more frame; returns whether it was the last of the segment. */
    synchronized boolean take(ComposedFrame frame, long nowMs) {
        requireOpen();
        FrameManifest manifest = frame.source().manifest();
        packets.addAll(encoder.encode(frame.pixels(), manifest.timing().pts()));
        if (pts.isEmpty()) {
            firstGap = manifest.timing().duration();
        }
        pts.add(manifest.timing().pts());
        audio.addAll(manifest.audio());
        endPts = manifest.timing().end();
        lastInJob = manifest.position() == Position.ENDS_JOB;
        ledger.add(frame, nowMs);
        return manifest.position().endsSegment();
    }

    /** Takes the packets that the encoder still holds, and lets it go. */
    public synchronized void finish() {
        requireOpen();
        packets.addAll(encoder.finish());
        close();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            encoder.close();
        }
    }

    EncoderHeader header() {
        return header;
    }

    /** Returns its number, 0-based. */
    public int number() {
        return number;
    }

    long firstFrame() {
        return firstFrame;
    }

    List<EncodedPacket> packets() {
        return packets;
    }

    List<Long> pts() {
        return pts;
    }

    List<AudioPacket> audio() {
        return audio;
    }

    /** Returns the duration of the segment's first frame. */
    long firstGap() {
        return firstGap;
    }

    long endPts() {
        return endPts;
    }

    boolean lastInJob() {
        return lastInJob;
    }

    SegmentLedger ledger() {
        return ledger;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("segment " + number + ": closed (expected: open)");
        }
    }
}
