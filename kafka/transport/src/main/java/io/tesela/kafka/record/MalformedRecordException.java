package io.tesela.kafka.record;

/** A record whose bytes are not what its topic holds; it can never succeed, so it is counted and set aside, or ends its job. */
public final class MalformedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedRecordException(String message) {
        super(message);
    }

    MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
