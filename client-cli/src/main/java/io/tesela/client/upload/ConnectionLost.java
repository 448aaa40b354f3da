package io.tesela.client.upload;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import org.jspecify.annotations.Nullable;

/** A connection that could not be made or has broken, which says nothing against the job. */
final class ConnectionLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param sentence what was wrong and what was expected */
    ConnectionLost(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    /** Returns what a user is told who is not to wait any longer. */
    TeselaException toFailure() {
        return new TeselaException(FailureCode.INTERNAL, sentence(), this);
    }
}
