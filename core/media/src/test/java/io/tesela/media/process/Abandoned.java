package io.tesela.media.process;

import io.tesela.media.MediaSource;
import java.io.IOException;

/** A source that somebody else closes. */
final class Abandoned implements MediaSource {
    private final MediaSource bytes;
    private volatile Runnable action = () -> {};

    Abandoned(MediaSource bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return bytes.read(target, offset, length);
    }

    @Override
    public boolean seekable() {
        return bytes.seekable();
    }

    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public void seek(long position) throws IOException {
        bytes.seek(position);
    }

    @Override
    public long position() {
        return bytes.position();
    }

    @Override
    public void whenClosed(Runnable run) {
        action = run;
    }

    @Override
    public void close() {
        action.run();
    }
}
