package io.tesela.client.upload;

import java.nio.ByteBuffer;

/**
 * Takes the result as it comes.
 *
 * <p><b>Threads:</b> one at a time; blocks.
 *
 * <p><b>Errors:</b> {@link java.io.UncheckedIOException} with a sentence.
 */
sealed interface VideoSink extends AutoCloseable permits VideoFile, VideoStream, NoSink {
    /** Takes the next bytes. */
    void write(ByteBuffer bytes);

    /** Says that there are no more bytes; returns what the user will hold. */
    Fingerprint finish();

    /** Makes it visible, now that all is verified. */
    void commit();

    /** Returns what the report calls it. */
    String name();

    /** Has {@link #close} leave what came: it will be gone on with. */
    void keep();

    /** Takes back {@link #keep}. */
    void forget();

    /** Takes away what was not committed, but what came of a live video or is kept. */
    @Override
    void close();

    /**
     * What a result is known by.
     *
     * @param bytes its size
     * @param sha256 lower-case hex
     */
    record Fingerprint(long bytes, String sha256) {}
}
