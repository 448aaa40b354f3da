package io.tesela.client.upload;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.nio.ByteBuffer;

/** Of a job whose client goes before there is a result: a server that sends one all the same is not understood. */
final class NoSink implements VideoSink {
    @Override
    public void write(ByteBuffer bytes) {
        throw unexpected();
    }

    @Override
    public Fingerprint finish() {
        throw unexpected();
    }

    @Override
    public void commit() {
        throw unexpected();
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public void forget() {
        // Nothing came.
    }

    @Override
    public void keep() {
        // Nothing came.
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private static TeselaException unexpected() {
        return new TeselaException(
                FailureCode.BAD_MESSAGE, "the server sent a result (expected: detached, when it has the video)");
    }
}
