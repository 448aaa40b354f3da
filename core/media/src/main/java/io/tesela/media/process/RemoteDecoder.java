package io.tesela.media.process;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.MediaSource;
import io.tesela.media.NeedsWholeFileException;
import io.tesela.media.SourceVideo;
import io.tesela.media.VideoDecoder;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A decoder that works in another process, for which the upload is read here.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one question at a time; holds what its answer brings.
 *   <li><b>Threads:</b> of {@link VideoDecoder}; the upload is read on the caller's.
 *   <li><b>Ownership:</b> closes the process, not the source.
 *   <li><b>Errors:</b> of the source, as they were thrown; else of {@link Peer#ended}.
 * </ul>
 */
final class RemoteDecoder implements VideoDecoder {
    private static final int MOST_BYTES_AT_ONCE = 1 << 20;
    private static final int FEWEST_BYTES_AT_ONCE = 64 << 10;

    private final Peer peer;
    private final MediaSource source;
    private byte[] window = new byte[FEWEST_BYTES_AT_ONCE];
    private @Nullable Exception sourceFailure;
    private @Nullable Opened video;
    private volatile Standing standing = new Standing(0, 0, 0, 0, List.of());
    private boolean over;

    private RemoteDecoder(Peer peer, MediaSource source) {
        this.peer = peer;
        this.source = source;
    }

    /** What never changes. */
    private record Opened(SourceVideo source, VideoFormat format, Optional<AudioFormat> audio) {}

    /**
     * Opens the video in the other process, which is closed with the decoder, or when this throws.
     *
     * @throws RuntimeException as {@link io.tesela.media.VideoDecoderFactory#open} says, and as {@link Peer#ended}
     */
    static RemoteDecoder open(Peer peer, MediaSource source, DecodeLimits limits) {
        RemoteDecoder decoder = new RemoteDecoder(peer, source);
        // Whoever closes the source ends a blocked call, also one that waits for the other process.
        source.whenClosed(peer::close);
        try {
            decoder.awaitReady();
            decoder.open(limits);
            return decoder;
        } catch (RuntimeException | Error e) {
            peer.close();
            throw e;
        }
    }

    @Override
    public SourceVideo source() {
        return opened().source();
    }

    @Override
    public VideoFormat format() {
        return opened().format();
    }

    @Override
    public Optional<AudioFormat> audio() {
        return opened().audio();
    }

    @Override
    public Optional<DecodedFrame> next(PixelLayout layout) {
        return over
                ? Optional.empty()
                : ask(pipe -> pipe.send(Message.NEXT).writeByte(layout.code()), answer -> {
                    over = answer == Message.NO_FRAME;
                    Optional<DecodedFrame> frame = over
                            ? Optional.empty()
                            : Optional.of(Values.readFrame(expected(Message.FRAME, answer), format(), layout));
                    standing = Standing.read(peer.pipe());
                    return frame;
                });
    }

    @Override
    public List<AudioPacket> takeAudio(long beforePts) {
        return audio().isEmpty()
                ? List.of()
                : ask(pipe -> pipe.send(Message.TAKE_AUDIO).writeLong(beforePts), answer -> {
                    List<AudioPacket> packets = Values.readPackets(expected(Message.AUDIO, answer));
                    standing = Standing.read(peer.pipe());
                    return packets;
                });
    }

    @Override
    public long audioBytes() {
        return standing.audioBytes();
    }

    @Override
    public long decodeErrors() {
        return standing.decodeErrors();
    }

    @Override
    public long audioErrors() {
        return standing.audioErrors();
    }

    @Override
    public long fixedTimestamps() {
        return standing.fixedTimestamps();
    }

    @Override
    public List<String> changes() {
        return standing.changes();
    }

    @Override
    public void close() {
        over = true;
        peer.close();
    }

    private void open(DecodeLimits limits) {
        video = ask(
                pipe -> {
                    DataOutputStream out = pipe.send(Message.OPEN);
                    Values.write(out, limits);
                    out.writeBoolean(source.seekable());
                    out.writeLong(source.position());
                    out.writeLong(source.seekable() ? source.size() : -1);
                },
                answer -> {
                    Pipe pipe = expected(Message.OPENED, answer);
                    Opened opened = new Opened(
                            Values.readSource(pipe), Values.readFormat(pipe.fields()), Values.readAudioFormat(pipe));
                    requireWithin(limits, opened.format());
                    standing = Standing.read(pipe);
                    return opened;
                });
    }

    /** What comes next is memory for such frames. They may be padded by one column and row, and have been turned. */
    private static void requireWithin(DecodeLimits limits, VideoFormat format) throws IOException {
        int width = format.width() - 1;
        int height = format.height() - 1;
        if (!limits.allow(width, height) && !limits.allow(height, width)) {
            throw new IOException(
                    "format: " + format.width() + "x" + format.height() + " (expected: " + limits.sentence() + ")");
        }
    }

    private Opened opened() {
        if (video == null) {
            throw new IllegalStateException("video: not open (expected: opened first)");
        }
        return video;
    }

    @FunctionalInterface
    private interface Question {
        void write(Pipe pipe) throws IOException;
    }

    @FunctionalInterface
    private interface Answer<T> {
        T read(Message message) throws IOException;
    }

    private <T> T ask(Question question, Answer<T> answer) {
        @Nullable RuntimeException failure;
        peer.begins();
        try {
            question.write(peer.pipe());
            Message message = served();
            failure = failure(message);
            if (failure == null) {
                return answer.read(message);
            }
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw peer.ended(e, true);
        } finally {
            peer.done();
        }
        // Not inside: what the source threw may be of the kinds that are caught there.
        throw failure;
    }

    private void awaitReady() {
        peer.begins();
        try {
            expected(Message.READY, peer.pipe().receive());
        } catch (IOException e) {
            throw peer.ended(e, false);
        } finally {
            peer.done();
        }
    }

    /** Gives the decoder what it asks for, until it answers. */
    private Message served() throws IOException {
        Pipe pipe = peer.pipe();
        pipe.flush();
        Message message = pipe.receive();
        while (message == Message.READ || message == Message.SEEK) {
            serve(message);
            pipe.flush();
            message = pipe.receive();
        }
        return message;
    }

    private void serve(Message message) throws IOException {
        Pipe pipe = peer.pipe();
        if (message == Message.READ) {
            int length = pipe.readCount(MOST_BYTES_AT_ONCE);
            peer.rests();
            int count = read(length);
            peer.goesOn();
            reply(count);
        } else {
            long position = pipe.fields().readLong();
            pipe.send(sought(position) ? Message.SOUGHT : Message.SOURCE_FAILED);
        }
    }

    private void reply(int count) throws IOException {
        Pipe pipe = peer.pipe();
        if (sourceFailure != null) {
            pipe.send(Message.SOURCE_FAILED);
        } else if (count < 0) {
            pipe.send(Message.END_OF_BYTES);
        } else {
            DataOutputStream out = pipe.send(Message.BYTES);
            out.writeInt(count);
            out.write(window, 0, count);
        }
    }

    private int read(int length) {
        if (length > window.length) {
            window = new byte[length];
        }
        try {
            return source.read(window, 0, length);
        } catch (IOException | RuntimeException e) {
            sourceFailure = e;
            return -1;
        }
    }

    private boolean sought(long position) {
        try {
            source.seek(position);
            return true;
        } catch (IOException | RuntimeException e) {
            sourceFailure = e;
            return false;
        }
    }

    /** Returns what the decoder has failed with; null: it has not. */
    private @Nullable RuntimeException failure(Message message) throws IOException {
        Pipe pipe = peer.pipe();
        return switch (message) {
            case REFUSED -> new TeselaException(FailureCode.valueOf(pipe.readText()), pipe.readText());
            case NEEDS_WHOLE_FILE -> needsWholeFile(pipe.readText());
            case SOURCE_GONE -> sourceFailure();
            case BROKE -> new IllegalStateException("the decoder failed: " + pipe.readText());
            default -> null;
        };
    }

    /** Of one that is whole it cannot be true, and would be said again for ever. */
    private RuntimeException needsWholeFile(String reason) {
        return source.seekable()
                ? new IllegalStateException("the decoder failed: it wants the whole file, which it has: " + reason)
                : new NeedsWholeFileException(reason);
    }

    private RuntimeException sourceFailure() {
        if (sourceFailure instanceof RuntimeException failure) {
            return failure;
        }
        return sourceFailure instanceof IOException failure
                ? new UncheckedIOException(failure)
                : new IllegalStateException("the decoder says that the upload failed (expected: no such answer)");
    }

    private Pipe expected(Message expected, Message answer) throws IOException {
        if (answer != expected) {
            throw new IOException("message: " + answer + " (expected: " + expected + ")");
        }
        return peer.pipe();
    }
}
