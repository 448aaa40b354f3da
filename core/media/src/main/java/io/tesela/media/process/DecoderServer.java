package io.tesela.media.process;

import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.NeedsWholeFileException;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers one server: decodes one video for it.
 *
 * <ul>
 *   <li><b>Threads:</b> works on the caller's alone.
 *   <li><b>Errors:</b> what goes wrong with the video is an answer; an {@link IOException} is about the pipe.
 * </ul>
 */
final class DecoderServer implements AutoCloseable {
    private final Pipe pipe;
    private final VideoDecoderFactory decoders;
    private @Nullable RemoteSource source;
    private @Nullable VideoDecoder decoder;
    private boolean saying;

    DecoderServer(Pipe pipe, VideoDecoderFactory decoders) {
        this.pipe = pipe;
        this.decoders = decoders;
    }

    /** Says that it is there, and answers until the server has no more questions and closes the pipe. */
    void run() throws IOException {
        say(Message.READY);
        finish();
        while (true) {
            Message question;
            try {
                question = pipe.receive();
            } catch (EOFException e) {
                return;
            }
            answer(question);
            finish();
        }
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
        }
    }

    private void answer(Message question) throws IOException {
        try {
            switch (question) {
                case OPEN -> open(pipe.fields());
                case NEXT -> next(PixelLayout.ofCode(pipe.fields().readByte()));
                case TAKE_AUDIO -> takeAudio(pipe.fields().readLong());
                default -> throw new IOException("message: " + question + " (expected: a question)");
            }
        } catch (RuntimeException | Error e) {
            if (saying) {
                // What was said so far is half a message: nothing can follow it.
                throw new IOException("half an answer", e);
            }
            answer(e);
        }
    }

    private void answer(Throwable failure) throws IOException {
        if (failure instanceof TeselaException e) {
            refuse(e.code(), e.sentence());
        } else if (failure instanceof NeedsWholeFileException) {
            say(Message.NEEDS_WHOLE_FILE);
            pipe.writeText(String.valueOf(failure.getMessage()));
        } else if (failure instanceof OutOfMemoryError e) {
            refuse(
                    FailureCode.TOO_LARGE,
                    "the video takes more memory to decode than there is: " + e.getMessage()
                            + " (expected: smaller frames, or fewer pixels)");
        } else {
            broke(failure);
        }
    }

    /** Begins a message; returns where its fields are written. */
    private DataOutputStream say(Message message) throws IOException {
        saying = true;
        return pipe.send(message);
    }

    private void finish() throws IOException {
        pipe.flush();
        saying = false;
    }

    private void open(DataInputStream fields) throws IOException {
        DecodeLimits limits = Values.readLimits(fields);
        source = new RemoteSource(pipe, fields.readBoolean(), fields.readLong(), fields.readLong());
        VideoDecoder opened = decoders.open(source, limits);
        decoder = opened;
        Standing standing = Standing.of(opened);
        DataOutputStream out = say(Message.OPENED);
        Values.write(pipe, out, opened.source());
        Values.write(out, opened.format());
        Values.write(pipe, out, opened.audio());
        standing.write(pipe, out);
    }

    private void next(PixelLayout layout) throws IOException {
        VideoDecoder open = required();
        Optional<DecodedFrame> frame = open.next(layout);
        Standing standing = Standing.of(open);
        DataOutputStream out = say(frame.isPresent() ? Message.FRAME : Message.NO_FRAME);
        if (frame.isPresent()) {
            Values.write(out, frame.get());
        }
        standing.write(pipe, out);
    }

    private void takeAudio(long beforePts) throws IOException {
        VideoDecoder open = required();
        List<AudioPacket> packets = open.takeAudio(beforePts);
        Standing standing = Standing.of(open);
        DataOutputStream out = say(Message.AUDIO);
        Values.write(out, packets);
        standing.write(pipe, out);
    }

    private void refuse(FailureCode code, String sentence) throws IOException {
        say(Message.REFUSED);
        pipe.writeText(code.name());
        pipe.writeText(sentence);
    }

    private void broke(Throwable failure) throws IOException {
        if (source != null && source.failed()) {
            say(Message.SOURCE_GONE);
        } else {
            say(Message.BROKE);
            pipe.writeText(failure.toString());
        }
    }

    private VideoDecoder required() {
        if (decoder == null) {
            throw new IllegalStateException("decoder: none (expected: OPEN before all other questions)");
        }
        return decoder;
    }
}
