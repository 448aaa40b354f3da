package io.tesela.ingest.pictures;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes one video of the pictures that a client sends, each in parts.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds one picture, of at most {@code maxBytes}, and once more while it is handed on.
 *   <li><b>Threads:</b> {@link #take} one at a time; {@link #overheadBytes} any.
 *   <li><b>Errors:</b> what is no picture, or another kind of one than the first, or not after the one before.
 * </ul>
 */
public final class PictureIntake {
    /** What an array holds, less what comes before. */
    private static final int MOST_BYTES = 1 << 30;

    private final long maxBytes;
    private ByteBuffer picture = ByteBuffer.allocate(0);
    private long payloadBytes;
    private long lastPtsMicros;
    private PictureHead.@Nullable Kind kind;
    private long shiftMicros;
    private final AtomicLong overheadBytes = new AtomicLong();

    /** @param maxBytes of one picture; beyond 1 GiB it is that */
    public PictureIntake(long maxBytes) {
        this.maxBytes = Math.min(maxBytes, MOST_BYTES);
    }

    /**
     * Takes the next part of a picture.
     *
     * @param seq number of the picture
     * @param ptsMicros its time; may be negative
     * @param part owned by the caller
     * @param last whether the picture ends with it
     * @return the next bytes of the video, once a picture is whole
     * @throws TeselaException {@code TOO_LARGE}, {@code NOT_A_VIDEO} or {@code BAD_MESSAGE}
     */
    public Optional<ByteBuffer> take(long seq, long ptsMicros, ByteBuffer part, boolean last) {
        if (picture.position() + (long) part.remaining() > maxBytes) {
            throw new TeselaException(
                    FailureCode.TOO_LARGE,
                    "frame " + seq + ": more than " + maxBytes
                            + " bytes (expected: at most that, which a server's larger --upload-ahead would raise)");
        }
        payloadBytes += part.remaining();
        keep(part.duplicate());
        return last ? Optional.of(next(seq, ptsMicros)) : Optional.empty();
    }

    /** Returns how many bytes the client has sent. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** Returns how many bytes of the video so far are none of the client's. */
    public long overheadBytes() {
        return overheadBytes.get();
    }

    private ByteBuffer next(long seq, long ptsMicros) {
        ByteBuffer whole = picture();
        PictureHead head = PictureHead.of(seq, whole);
        byte[] fileHead = kind == null ? begin(head, ptsMicros) : new byte[0];
        if (head.kind() != kind) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE,
                    "frame " + seq + ": a " + head.kind() + " (expected: a " + kind + ", as the first)");
        }
        if (ptsMicros <= lastPtsMicros && fileHead.length == 0) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE,
                    "frame " + seq + ": pts: " + ptsMicros + " (expected: above " + lastPtsMicros
                            + ", that of the picture before)");
        }
        lastPtsMicros = ptsMicros;
        byte[] before = PictureFile.before(ptsMicros + shiftMicros, whole.remaining());
        overheadBytes.addAndGet((long) fileHead.length + before.length);
        return ByteBuffer.allocate(fileHead.length + before.length + whole.remaining())
                .put(fileHead)
                .put(before)
                .put(whole)
                .flip();
    }

    /** In one piece: parts may be of a byte, or of none. */
    private void keep(ByteBuffer part) {
        int needed = picture.position() + part.remaining();
        if (needed > picture.capacity()) {
            ByteBuffer larger =
                    ByteBuffer.allocate((int) Math.min(maxBytes, Math.max(needed, 2L * picture.capacity())));
            picture = larger.put(picture.flip());
        }
        picture.put(part);
    }

    /** Returns the picture; nothing is kept of it for the next: most clients send none at all. */
    private ByteBuffer picture() {
        ByteBuffer whole = picture.flip();
        picture = ByteBuffer.allocate(0);
        return whole;
    }

    /** No time of the file is negative: all are moved by what the first one would be. */
    private byte[] begin(PictureHead head, long ptsMicros) {
        kind = head.kind();
        shiftMicros = Math.max(0, -ptsMicros);
        return PictureFile.head(head);
    }
}
