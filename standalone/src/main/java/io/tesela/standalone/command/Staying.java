package io.tesela.standalone.command;

import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.client.Interruption;
import io.tesela.standalone.role.Closing;
import java.io.IOException;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Keeps a command up until it is told to stop (Ctrl-C, or SIGTERM) or cannot go on; what it opened is closed before the process
 * ends.
 */
final class Staying {
    private Staying() {}

    /** Starts something whose parts are closed, last first, when it ends. */
    @FunctionalInterface
    interface Start {
        /** Returns a signal that fails when what was started cannot go on. */
        Mono<Void> start(Closing closing) throws IOException;
    }

    /**
     * Returns the exit code once the process was told to stop and everything is closed.
     *
     * @throws io.tesela.domain.failure.TeselaException once everything is closed, if it could not go on: a supervisor starts it anew
     */
    static int up(Console console, Start start) throws Exception {
        return Interruption.guard(console, asked -> up(start, asked));
    }

    /**
     * As {@link #up(Console, Start)}, with a bound of its own.
     *
     * @param bound how long closing may take
     */
    static int up(Console console, Duration bound, Start start) throws Exception {
        return Interruption.guard(console, bound, asked -> up(start, asked));
    }

    private static int up(Start start, Mono<Void> asked) throws IOException {
        try (Closing closing = new Closing()) {
            start.start(closing).takeUntilOther(asked).block();
        }
        return ExitCode.OK;
    }
}
