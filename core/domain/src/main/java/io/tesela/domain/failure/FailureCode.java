package io.tesela.domain.failure;

/** Why a job or a message was refused; the names are part of the TCP protocol. */
public enum FailureCode {
    BAD_MESSAGE,
    UNSUPPORTED_VERSION,
    UNAUTHORIZED,
    BAD_FILTER,
    BAD_TILES,
    NOT_A_VIDEO,
    UNSUPPORTED_CODEC,
    TOO_LARGE,
    CHECKSUM_MISMATCH,
    PATH_NOT_ALLOWED,
    UNKNOWN_JOB,
    BUSY,
    TIMEOUT,
    CANCELLED,
    INTERNAL;

    /** Returns whether trying the same thing again, unchanged, may succeed. */
    public boolean retryable() {
        return this == BUSY || this == TIMEOUT || this == INTERNAL;
    }

    /** Returns whether the input is to blame, so that the client ends with exit code 4. */
    public boolean refusesInput() {
        return switch (this) {
            case BAD_FILTER,
                    BAD_TILES,
                    NOT_A_VIDEO,
                    UNSUPPORTED_CODEC,
                    TOO_LARGE,
                    CHECKSUM_MISMATCH,
                    UNKNOWN_JOB,
                    PATH_NOT_ALLOWED -> true;
            default -> false;
        };
    }
}
