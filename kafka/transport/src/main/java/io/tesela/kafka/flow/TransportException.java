package io.tesela.kafka.flow;

import org.jspecify.annotations.Nullable;

/** A failure of the carrier, which says whether the same call may succeed later. */
public final class TransportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    /**
     * @param message what was tried, on which topic, and what stood against it
     * @param retryable whether trying again unchanged may succeed
     */
    public TransportException(String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** Returns whether trying again unchanged may succeed. */
    public boolean retryable() {
        return retryable;
    }
}
