package io.tesela.standalone.command;

import io.tesela.client.ExitCode;
import io.tesela.standalone.role.Closing;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps a command up until it is told to stop (Ctrl-C, or SIGTERM); what it opened is closed before the process ends. */
final class Staying {
    private static final long CLOSE_SECONDS = 20;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Starts something whose parts are closed, last first, when it ends. */
    @FunctionalInterface
    interface Start {
        void start(Closing closing) throws IOException;
    }

    private Staying() {}

    /** Returns the exit code once the process was told to stop and everything is closed. */
    static int up(Start start) throws IOException, InterruptedException {
        Staying staying = new Staying();
        // Before the start: an impatient Ctrl-C must not leave half of it behind.
        Runtime.getRuntime().addShutdownHook(new Thread(staying::stop, "tesela-stop"));
        try (Closing closing = new Closing()) {
            start.start(closing);
            staying.asked.await();
        } finally {
            staying.closed.countDown();
        }
        return ExitCode.OK;
    }

    /** The process ends when its hooks do: so this one waits until all is closed. */
    private void stop() {
        asked.countDown();
        try {
            if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCode.FAILED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
