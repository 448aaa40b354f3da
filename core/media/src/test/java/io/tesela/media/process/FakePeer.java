package io.tesela.media.process;

import io.tesela.media.VideoDecoderFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;

/** A decoder that works on a thread of this process, behind real pipes. */
final class FakePeer implements Peer {
    private static final long PATIENCE_MS = 10_000;

    private final Pipe pipe;
    private final Thread other;
    private final List<String> told = new ArrayList<>();
    private int closed;

    private FakePeer(Pipe pipe, Thread other) {
        this.pipe = pipe;
        this.other = other;
    }

    /** What the other end does. */
    @FunctionalInterface
    interface OtherEnd {
        void run(Pipe pipe) throws IOException;
    }

    /** Returns one that decodes with these decoders. */
    static FakePeer decoding(VideoDecoderFactory decoders) {
        return with(pipe -> {
            try (DecoderServer server = new DecoderServer(pipe, decoders)) {
                server.run();
            }
        });
    }

    /** Returns one whose other end does something else. */
    static FakePeer with(OtherEnd other) {
        try {
            java.nio.channels.Pipe questions = java.nio.channels.Pipe.open();
            java.nio.channels.Pipe answers = java.nio.channels.Pipe.open();
            Pipe theirs =
                    new Pipe(Channels.newInputStream(questions.source()), Channels.newOutputStream(answers.sink()));
            Thread thread = new Thread(() -> run(other, theirs), "other-end");
            thread.setDaemon(true);
            thread.start();
            return new FakePeer(
                    new Pipe(Channels.newInputStream(answers.source()), Channels.newOutputStream(questions.sink())),
                    thread);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what it was told of its work, in order. */
    List<String> told() {
        return told;
    }

    /** Returns how often it was closed. */
    int closed() {
        return closed;
    }

    @Override
    public Pipe pipe() {
        return pipe;
    }

    @Override
    public void begins() {
        told.add("begins");
    }

    @Override
    public void rests() {
        told.add("rests");
    }

    @Override
    public void goesOn() {
        told.add("goes on");
    }

    @Override
    public void done() {
        told.add("done");
    }

    @Override
    public RuntimeException ended(Exception noticed, boolean born) {
        return new IllegalStateException((born ? "ended: " : "unborn: ") + noticed.getMessage(), noticed);
    }

    @Override
    public void close() {
        closed++;
        try {
            pipe.close();
            other.join(PATIENCE_MS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(OtherEnd other, Pipe theirs) {
        try (theirs) {
            other.run(theirs);
        } catch (IOException e) {
            // This end has closed it, as a test that is over does.
        }
    }
}
