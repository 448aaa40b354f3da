package io.tesela.client.upload;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.wire.ClientMessage;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a video into chunks, each when it is asked for and never beyond the grant, and says when it ends.
 *
 * <p><b>Order:</b> by offset, without gaps; what one grant allowed has to be taken before the next one is asked about.
 *
 * <p><b>Threads:</b> {@link #next} and {@link #messages} in turn; the former blocks as the video does. The rest any.
 *
 * <p><b>Errors:</b> those of the video.
 */
final class ChunkReader {
    private final VideoSource video;
    private final int chunkBytes;
    private final MessageDigest sha256 = Sha256.start();
    private volatile long position;
    private long hashedTo;
    private volatile boolean ended;
    private volatile boolean stopped;

    ChunkReader(VideoSource video, int chunkBytes) {
        this.video = video;
        this.chunkBytes = chunkBytes;
    }

    /** Returns the grant again and again, as long as it is worth a {@link #next}; the last one may bring nothing. */
    Iterable<Long> turns(long grant) {
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return mayRead(grant);
            }

            @Override
            public Long next() {
                return grant;
            }
        };
    }

    /** Returns the next bytes below {@code grant}, null if it allows none; they count once they are made into messages. */
    @Nullable
    ByteBuffer next(long grant) {
        long below = Math.min(grant, video.limit());
        return !mayRead(grant) ? null : video.read((int) Math.max(0, Math.min(chunkBytes, below - position)));
    }

    /** Returns the next bytes as a chunk and, with the last ones of a known size or after the last ones, the end. */
    List<ClientMessage> messages(ByteBuffer bytes) {
        long offset = position;
        long end = offset + bytes.remaining();
        hash(offset, bytes);
        position = end;
        Long size = video.size();
        ended = (size == null || stopped) ? !bytes.hasRemaining() : end == size;
        Chunk chunk = Chunk.of(offset, bytes);
        if (!ended) {
            return List.of(chunk);
        }
        // The digest goes on: the end may have to be said again.
        Eof eof = new Eof(end, Sha256.hex(Sha256.copy(sha256)));
        return bytes.hasRemaining() ? List.of(chunk, eof) : List.of(eof);
    }

    /**
     * Begins where the server is; blocks. Bytes that it has from another process are read for the checksum only.
     *
     * @param complete whether it has the whole video, and has said so
     */
    void startAt(long offset, boolean complete) {
        ended = complete;
        if (complete) {
            return;
        }
        video.confirmed(Math.min(offset, hashedTo));
        while (hashedTo < offset) {
            video.seek(hashedTo);
            ByteBuffer bytes = video.read((int) Math.min(chunkBytes, offset - hashedTo));
            if (!bytes.hasRemaining()) {
                throw new TeselaException(
                        FailureCode.BAD_MESSAGE,
                        "--video: ends at " + hashedTo + ", where the server has " + offset
                                + " bytes (expected: the same video)");
            }
            hash(hashedTo, bytes);
            video.confirmed(hashedTo);
        }
        video.seek(offset);
        position = offset;
    }

    /** The server has the bytes below {@code offset}. */
    void confirmed(long offset) {
        video.confirmed(offset);
    }

    private void hash(long offset, ByteBuffer bytes) {
        ByteBuffer fresh = bytes.duplicate();
        fresh.position(fresh.position() + (int) Math.min(fresh.remaining(), Math.max(0, hashedTo - offset)));
        hashedTo += fresh.remaining();
        sha256.update(fresh);
    }

    /** Has the video end where it is; bytes that are being read are not waited for. */
    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    /** The end of a known size is known without reading on. */
    private boolean mayRead(long grant) {
        Long size = video.size();
        long below = Math.min(grant, video.limit());
        return !ended && (stopped || position < below || (size != null && size == position));
    }
}
