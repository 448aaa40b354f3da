package io.tesela.ingest.spool;

import io.tesela.wire.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The checksum of a file, worked out piece by piece.
 *
 * <p><b>Threads:</b> one at a time; blocks on the disk, for one piece. <b>Ownership:</b> the file stays its owner's.
 */
public final class ChecksumReading {
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int BLOCKS_AT_ONCE = 16;

    private final StretchedFile file;
    private final long bytes;
    private final MessageDigest digest = Sha256.start();
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    private long position;

    /** @param bytes how many of the leading ones */
    ChecksumReading(StretchedFile file, long bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /**
     * Reads some more; returns whether that was the end.
     *
     * @throws EOFException if the file is shorter
     */
    public boolean readOn() throws IOException {
        for (int blocks = 0; blocks < BLOCKS_AT_ONCE && !ended(); blocks++) {
            block.clear().limit((int) Math.min(BLOCK_BYTES, bytes - position));
            int count = file.read(position, block);
            if (count < 1) {
                throw new EOFException(file.name() + " at " + position + ": the end (expected: " + bytes + " bytes)");
            }
            digest.update(block.flip());
            position += count;
        }
        return ended();
    }

    /** Returns whether all of it is read. */
    public boolean ended() {
        return position >= bytes;
    }

    /** Returns the SHA-256 of what is read, hex. */
    public String sha256() {
        return Sha256.hex(Sha256.copy(digest));
    }
}
