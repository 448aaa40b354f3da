package io.tesela.ingest.pictures;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
    private final long maxBytes;
    private final List<ByteBuffer> parts = new ArrayList<>();
    private int pictureBytes;
    private long payloadBytes;
    private long lastPtsMicros;
    private PictureHead.@Nullable Kind kind;
    private long shiftMicros;
    private final AtomicLong overheadBytes = new AtomicLong();

    /** @param maxBytes of one picture */
    public PictureIntake(long maxBytes) {
        this.maxBytes = maxBytes;
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
        if (pictureBytes + (long) part.remaining() > maxBytes) {
            throw new TeselaException(
                    FailureCode.TOO_LARGE,
                    "frame " + seq + ": more than " + maxBytes
                            + " bytes (expected: at most that, which a server's larger --upload-ahead would raise)");
        }
        byte[] bytes = new byte[part.remaining()];
        part.duplicate().get(bytes);
        parts.add(ByteBuffer.wrap(bytes));
        pictureBytes += bytes.length;
        payloadBytes += bytes.length;
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
        ByteBuffer picture = picture();
        PictureHead head = PictureHead.of(seq, picture);
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
        byte[] before = PictureFile.before(ptsMicros + shiftMicros, picture.remaining());
        overheadBytes.addAndGet((long) fileHead.length + before.length);
        return ByteBuffer.allocate(fileHead.length + before.length + picture.remaining())
                .put(fileHead)
                .put(before)
                .put(picture)
                .flip();
    }

    private ByteBuffer picture() {
        ByteBuffer picture = ByteBuffer.allocate(pictureBytes);
        parts.forEach(picture::put);
        parts.clear();
        pictureBytes = 0;
        return picture.flip();
    }

    /** No time of the file is negative: all are moved by what the first one would be. */
    private byte[] begin(PictureHead head, long ptsMicros) {
        kind = head.kind();
        shiftMicros = Math.max(0, -ptsMicros);
        return PictureFile.head(head);
    }
}
