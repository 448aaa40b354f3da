package io.tesela.media.process;

import io.tesela.media.MediaSource;
import java.io.IOException;

/**
 * The upload, as the decoder's process sees it: every read is a question to the server, which waits for the client.
 *
 * <p><b>Threads:</b> that of the decoder.
 */
final class RemoteSource implements MediaSource {
    private final Pipe pipe;
    private final boolean seekable;
    private final long size;
    private long position;
    private boolean failed;

    /**
     * @param seekable whether all of it is there
     * @param position of the first byte that is read
     * @param size in bytes, -1 while it is unknown
     */
    RemoteSource(Pipe pipe, boolean seekable, long position, long size) {
        this.pipe = pipe;
        this.seekable = seekable;
        this.position = position;
        this.size = size;
    }

    /** Returns whether the server said that the upload has failed. */
    boolean failed() {
        return failed;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        pipe.send(Message.READ).writeInt(length);
        Message reply = reply();
        if (reply == Message.END_OF_BYTES) {
            return -1;
        }
        expect(Message.BYTES, reply);
        int count = pipe.readCount(length);
        pipe.fields().readFully(target, offset, count);
        position += count;
        return count;
    }

    @Override
    public boolean seekable() {
        return seekable;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void seek(long target) throws IOException {
        pipe.send(Message.SEEK).writeLong(target);
        expect(Message.SOUGHT, reply());
        position = target;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() {
        // The upload is the server's.
    }

    private Message reply() throws IOException {
        pipe.flush();
        Message reply = pipe.receive();
        if (reply == Message.SOURCE_FAILED) {
            failed = true;
            throw new IOException("the upload failed");
        }
        return reply;
    }

    private static void expect(Message expected, Message reply) throws IOException {
        if (reply != expected) {
            throw new IOException("message: " + reply + " (expected: " + expected + ")");
        }
    }
}
