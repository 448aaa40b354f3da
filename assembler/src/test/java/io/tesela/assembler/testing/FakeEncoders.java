package io.tesela.assembler.testing;

import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.media.EncodedPacket;
import io.tesela.media.EncoderHeader;
import io.tesela.media.EncoderIdentity;
import io.tesela.media.SegmentEncoder;
import io.tesela.media.SegmentEncoderFactory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Encoders whose packets say which frame they are, in an order with B-frames: I P B P B ...
 *
 * <p>Counts what is open, refuses use after closing and by two threads at once, and does what a test hangs into it before
 * each frame.
 */
public final class FakeEncoders implements SegmentEncoderFactory {
    /** By how many frames a packet may be late. */
    public static final int REORDER = 1;

    private static final EncoderHeader HEADER = new EncoderHeader(
            HexFormat.of().parseHex("00000001" + "6764001facd9" + "00000001" + "68ebe3cb22c0"), REORDER, "fake");

    private final BeforeFrame beforeFrame;
    private final Set<FakeEncoder> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private final Set<String> misuses = ConcurrentHashMap.newKeySet();

    /** What happens before a frame is encoded: waiting, failing, or nothing. */
    @FunctionalInterface
    public interface BeforeFrame {
        void encoding(long pts);
    }

    public FakeEncoders(BeforeFrame beforeFrame) {
        this.beforeFrame = beforeFrame;
    }

    public FakeEncoders() {
        this(pts -> {});
    }

    /** Returns how many encoders are not closed. */
    public int open() {
        return open.size();
    }

    /** Returns how many encoders were ever opened. */
    public int opened() {
        return opened.get();
    }

    /** Returns what was done to encoders that must not be done. */
    public Set<String> misuses() {
        return Set.copyOf(misuses);
    }

    @Override
    public EncoderIdentity identify(EncoderSettings settings) {
        return new EncoderIdentity("fake", "none", "");
    }

    @Override
    public SegmentEncoder open(VideoFormat format, EncoderSettings settings) {
        FakeEncoder encoder = new FakeEncoder();
        open.add(encoder);
        opened.incrementAndGet();
        return encoder;
    }

    private final class FakeEncoder implements SegmentEncoder {
        private final List<EncodedPacket> held = new ArrayList<>();
        private final AtomicInteger users = new AtomicInteger();
        private boolean begun;
        private volatile boolean closed;

        @Override
        public EncoderHeader header() {
            return HEADER;
        }

        @Override
        public List<EncodedPacket> encode(PixelBuffer frame, long pts) {
            enter("encode");
            try {
                beforeFrame.encoding(pts);
                EncodedPacket packet = packet(frame, pts, !begun);
                if (!begun) {
                    begun = true;
                    return List.of(packet);
                }
                held.add(0, packet);
                return held.size() > REORDER ? drain() : List.of();
            } finally {
                users.decrementAndGet();
            }
        }

        @Override
        public List<EncodedPacket> finish() {
            enter("finish");
            users.decrementAndGet();
            return drain();
        }

        @Override
        public void close() {
            if (users.get() > 0) {
                misuses.add("close of an encoder at work");
            }
            closed = true;
            open.remove(this);
        }

        private void enter(String what) {
            if (closed) {
                misuses.add(what + " of a closed encoder");
            }
            if (users.incrementAndGet() > 1) {
                misuses.add(what + " by two threads");
            }
        }

        private List<EncodedPacket> drain() {
            List<EncodedPacket> drained = List.copyOf(held);
            held.clear();
            return drained;
        }

        private EncodedPacket packet(PixelBuffer frame, long pts, boolean key) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(new byte[] {0, 0, 0, 1, (byte) (key ? 0x65 : 0x41)});
            bytes.writeBytes(("pts " + pts + " crc " + frame.crc32c()).getBytes(StandardCharsets.US_ASCII));
            return new EncodedPacket(bytes.toByteArray(), pts, 0, key);
        }
    }
}
