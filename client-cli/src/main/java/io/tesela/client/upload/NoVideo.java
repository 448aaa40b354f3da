package io.tesela.client.upload;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Of a job whose video the server has, or can get at: nothing is sent. */
final class NoVideo implements VideoSource {
    @Override
    public @Nullable Long size() {
        return null;
    }

    @Override
    public ByteBuffer read(int max) {
        return ByteBuffer.allocate(0);
    }

    @Override
    public void seek(long offset) {
        // There is nothing to be read anywhere.
    }

    @Override
    public void confirmed(long offset) {
        // Nothing is kept.
    }

    @Override
    public long limit() {
        return Long.MAX_VALUE;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
