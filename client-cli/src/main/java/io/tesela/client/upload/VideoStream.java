package io.tesela.client.upload;

import io.tesela.wire.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;

/** Standard output: the fragments as they come. What has left cannot be taken back. */
final class VideoStream implements VideoSink {
    private final WritableByteChannel channel;
    private final MessageDigest sha256 = Sha256.start();
    private long bytes;

    VideoStream(WritableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public void write(ByteBuffer more) {
        sha256.update(more.duplicate());
        bytes += more.remaining();
        ByteBuffer rest = more.duplicate();
        try {
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } catch (IOException e) {
            throw FileFailure.ofStandardOutput(e);
        }
    }

    @Override
    public Fingerprint finish() {
        return new Fingerprint(bytes, Sha256.hex(sha256));
    }

    @Override
    public void commit() {
        // Every byte has been handed on already.
    }

    @Override
    public void forget() {
        // What has left has left.
    }

    @Override
    public void keep() {
        // What has left has left.
    }

    @Override
    public String name() {
        return "-";
    }

    @Override
    public void close() {
        // The channel is the caller's.
    }
}
