package io.tesela.standalone.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps a command up until it is told to stop (Ctrl-C, or SIGTERM), then closes what it runs before the process ends. */
final class Staying {
    private static final long CLOSE_SECONDS = 20;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private Staying() {}

    /** Returns once the process is told to stop and {@code running} is closed. */
    static void upWith(AutoCloseable running) throws Exception {
        Staying staying = new Staying();
        Runtime.getRuntime().addShutdownHook(new Thread(staying::stop, "tesela-stop"));
        try (running) {
            staying.asked.await();
        } finally {
            staying.closed.countDown();
        }
    }

    /** The process ends when its hooks do: so this one waits until all is closed. */
    private void stop() {
        asked.countDown();
        try {
            if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
