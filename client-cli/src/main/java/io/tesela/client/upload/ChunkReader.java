package io.tesela.client.upload;

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
        return !mayRead(grant) ? null : video.read((int) Math.max(0, Math.min(chunkBytes, grant - position)));
    }

    /** Returns the next bytes as a chunk and, with the last ones of a known size or after the last ones, the end. */
    List<ClientMessage> messages(ByteBuffer bytes) {
        long offset = position;
        long end = offset + bytes.remaining();
        sha256.update(bytes.duplicate());
        position = end;
        Long size = video.size();
        ended = (size == null || stopped) ? !bytes.hasRemaining() : end == size;
        Chunk chunk = Chunk.of(offset, bytes);
        if (!ended) {
            return List.of(chunk);
        }
        Eof eof = new Eof(end, Sha256.hex(sha256));
        return bytes.hasRemaining() ? List.of(chunk, eof) : List.of(eof);
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
        return !ended && (stopped || position < grant || (size != null && size == position));
    }
}
