package io.tesela.mp4;

import java.io.IOException;
import java.io.Serial;

/**
 * Says that a file is not one of ours, or lost bytes anywhere but at its end. Trying again cannot help.
 */
public final class Mp4FormatException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    Mp4FormatException(String message) {
        super(message);
    }

    /** Returns an exception that keeps the reason why parsing stopped. */
    static Mp4FormatException because(String message, RuntimeException cause) {
        Mp4FormatException malformed = new Mp4FormatException(message + ": " + cause.getMessage());
        malformed.initCause(cause);
        return malformed;
    }
}
