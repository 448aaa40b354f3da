package io.tesela.domain.failure;

import org.jspecify.annotations.Nullable;

/** A failure with a code that travels on the wire and one sentence that a user can act on. */
public final class TeselaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureCode code;

    /** @param message one sentence: what was wrong and what was expected */
    public TeselaException(FailureCode code, String message) {
        this(code, message, null);
    }

    /**
     * @param message one sentence: what was wrong and what was expected
     * @param cause kept for the log, never shown to a user
     */
    public TeselaException(FailureCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Returns the code that goes on the wire. */
    public FailureCode code() {
        return code;
    }

    /** Returns whether trying again unchanged may succeed. */
    public boolean retryable() {
        return code.retryable();
    }

    /** Returns the sentence for the user. */
    public String sentence() {
        String message = getMessage();
        return message == null ? code.name() : message;
    }

    /** Returns {@code error} itself if it is of this family, else an {@link FailureCode#INTERNAL} that keeps it as cause. */
    public static TeselaException from(Throwable error) {
        return error instanceof TeselaException known
                ? known
                : new TeselaException(FailureCode.INTERNAL, "the server failed while working on this job", error);
    }
}
