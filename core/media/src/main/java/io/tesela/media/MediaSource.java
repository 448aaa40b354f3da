package io.tesela.media;

import java.io.IOException;

/**
 * The bytes of an upload, which may still be growing.
 *
 * <ul>
 *   <li><b>Threads:</b> one reader; {@link #close} may be called from another thread and ends a blocked read with an
 *       {@link IOException}.
 *   <li><b>Ownership:</b> whoever opened it closes it, after the decoder that reads it.
 * </ul>
 */
public interface MediaSource extends AutoCloseable {
    /**
     * Reads at least one byte, blocking until there is one.
     *
     * @param length most bytes to read, above 0
     * @return bytes read, or -1 at the end of the upload
     * @throws IOException if the upload failed or was cancelled, or this was closed
     */
    int read(byte[] target, int offset, int length) throws IOException;

    /** Returns whether every byte is there already, so that {@link #seek} works. */
    boolean seekable();

    /** Returns the size in bytes, or -1 while it is unknown. */
    long size();

    /**
     * Moves to where the next read begins.
     *
     * @param position bytes from the start, 0 or more
     * @throws IOException if this is not seekable
     */
    void seek(long position) throws IOException;

    /** Returns where the next read begins, in bytes from the start. */
    long position();

    /**
     * Has an action run when this is closed, on the thread of whoever closes it; at once if it is closed already. One is enough; a source that
     * only its reader closes need not run it.
     */
    default void whenClosed(Runnable action) {
        // Nobody but the reader closes this one.
    }

    /** Releases what this holds; never fails. */
    @Override
    void close();
}
