package io.tesela.media.process;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a server and the process that decodes for it say to each other. Each message travels as one byte, its code, and its fields.
 *
 * <p>They talk in turn, as in a call: the server asks, and waits for the answer; while the decoder works on it, it may itself ask for
 * bytes of the upload. Both ends are of the same build.
 */
enum Message {
    /** Server: decode a video. Fields: limits, whether it is seekable, position and size in bytes. Answer: {@link #OPENED}. */
    OPEN(1),
    /** Server: decode the next frame. Field: its layout. Answer: {@link #FRAME} or {@link #NO_FRAME}. */
    NEXT(2),
    /** Server: hand over the audio before a time. Field: pts. Answer: {@link #AUDIO}. */
    TAKE_AUDIO(3),

    /** Decoder: give me bytes of the upload. Field: most bytes. Reply: {@link #BYTES}, {@link #END_OF_BYTES}, {@link #SOURCE_FAILED}. */
    READ(4),
    /** Decoder: go on elsewhere in the upload. Field: position in bytes. Reply: {@link #SOUGHT} or {@link #SOURCE_FAILED}. */
    SEEK(5),
    /** Server, in reply: the bytes. */
    BYTES(6),
    /** Server, in reply: there are no more. */
    END_OF_BYTES(7),
    /** Server, in reply: the next bytes are those from there. */
    SOUGHT(8),
    /** Server, in reply: the upload has failed, and I know why. */
    SOURCE_FAILED(9),

    /** Decoder, in answer: the video is open. Fields: source, format, audio, standing. */
    OPENED(10),
    /** Decoder, in answer: the frame. Fields: pts, duration, samples, standing. */
    FRAME(11),
    /** Decoder, in answer: there are no more. Field: standing. */
    NO_FRAME(12),
    /** Decoder, in answer: packets, and the standing. */
    AUDIO(13),

    /** Decoder, in answer: the video is refused. Fields: code and sentence. */
    REFUSED(14),
    /** Decoder, in answer: the video can be decoded only when all of it is there. Field: why. */
    NEEDS_WHOLE_FILE(15),
    /** Decoder, in answer: the upload has failed, as you said. */
    SOURCE_GONE(16),
    /** Decoder, in answer: I have failed. Field: what happened. */
    BROKE(17),

    /** Decoder, unasked and first of all: I am there, and decode. */
    READY(18);

    private static final Map<Integer, Message> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Message::code, message -> message));

    private final int code;

    Message(int code) {
        this.code = code;
    }

    /** Returns the byte that stands for it. */
    int code() {
        return code;
    }

    /** Returns the message that a byte stands for. */
    static Message ofCode(int code) throws IOException {
        Message message = BY_CODE.get(code);
        if (message == null) {
            throw new IOException("message: " + code + " (expected: 1 to " + BY_CODE.size() + ")");
        }
        return message;
    }
}
