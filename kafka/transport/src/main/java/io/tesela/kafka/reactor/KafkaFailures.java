package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.TransportException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;

/** Wraps Kafka's errors, once, into ours. */
final class KafkaFailures {
    private KafkaFailures() {}

    /** Returns {@code error} as ours; {@code doing} says what was tried and on what. */
    static TransportException wrap(String doing, Throwable error) {
        Throwable cause = unwrap(error);
        if (cause instanceof TransportException known) {
            return known;
        }
        return new TransportException(doing + ": " + cause.getMessage(), retryable(cause), cause);
    }

    /** Returns the error that a future of Kafka's carries. */
    static Throwable unwrap(Throwable error) {
        Throwable inner = error;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    // Answers of a broker say for themselves whether they are final. A bare KafkaException is a client's wrapper: of a
    // listener
    // that threw (its cause is ours, and final), or of a name that does not resolve yet, which passes.
    private static boolean retryable(Throwable error) {
        if (error instanceof RetriableException) {
            return true;
        }
        if (error instanceof ApiException || error instanceof ListenerException) {
            return false;
        }
        if (!(error instanceof KafkaException)) {
            return false;
        }
        Throwable cause = error.getCause();
        return cause == null || (cause instanceof KafkaException && retryable(cause));
    }

    /** What an assignment listener threw: a bug in its owner, which no reconnection cures. */
    static final class ListenerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ListenerException(RuntimeException cause) {
            super("the assignment listener failed: " + cause, cause);
        }
    }
}
