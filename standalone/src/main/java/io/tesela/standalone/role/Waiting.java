package io.tesela.standalone.role;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;

/** Waits for the outcome of a start-up step; the rim, where a thread of {@code main} may block. */
final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

    private Waiting() {}

    /** Returns when {@code step} has ended, whichever way, or when the time is over. */
    static void forEnd(String what, Mono<Void> step, Duration timeout) {
        try {
            step.timeout(timeout).block();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setCause(Exceptions.unwrap(e))
                    .addKeyValue("what", what)
                    .log("did not end in time");
        }
    }

    /**
     * Returns what {@code step} emits.
     *
     * @throws TeselaException naming what was waited for
     */
    static <T> T on(String what, Mono<T> step, Duration timeout) {
        try {
            return Objects.requireNonNull(step.timeout(timeout).block());
        } catch (RuntimeException e) {
            Throwable cause = Exceptions.unwrap(e);
            throw new TeselaException(FailureCode.INTERNAL, "cannot start " + what + ": " + why(cause, timeout), cause);
        }
    }

    private static String why(Throwable cause, Duration timeout) {
        if (cause instanceof TimeoutException) {
            return "no answer in " + timeout.toSeconds() + " s";
        }
        if (cause instanceof ChannelBindException taken) {
            return "port " + taken.localPort()
                    + " is in use, or its address is not this machine's (expected: a free port; 0" + " takes any)";
        }
        return String.valueOf(cause.getMessage());
    }
}
