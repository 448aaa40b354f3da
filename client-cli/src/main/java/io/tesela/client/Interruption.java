package io.tesela.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Lets work come to its end when the process is told to stop (Ctrl-C, or SIGTERM), instead of being cut off.
 *
 * <p><b>Threads:</b> the work runs on the caller's; the process ends on a thread of its own.
 */
public final class Interruption {
    private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);
    /** Longer than all that closes in turn may take; a supervisor that waits for 30 s sees the end. */
    static final Duration BOUND = Duration.ofSeconds(25);

    /** A live video that is told to end has much under way that its person wants; whoever does not, kills the process. */
    static final Duration BOUND_OF_LIVE = Duration.ofMinutes(10);

    private final Duration bound;
    private final Sinks.Empty<Void> asked = Sinks.empty();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile @Nullable Integer exitCode;

    private Interruption(Duration bound) {
        this.bound = bound;
    }

    /** Something that opens, works and closes. */
    @FunctionalInterface
    public interface Work {
        /**
         * Returns the exit code once everything is closed.
         *
         * @param asked completes when the process is told to stop: the work is then to end soon
         */
        int run(Mono<Void> asked) throws Exception;
    }

    /**
     * Returns what the work returns. A process that is told to stop meanwhile ends as soon as the work has, with its exit code;
     * with {@link ExitCode#FAILED} if that takes too long.
     *
     * @param console is told if the work was broken off
     */
    public static int guard(Console console, Work work) throws Exception {
        return guard(console, BOUND, work);
    }

    /**
     * As {@link #guard(Console, Work)}, with a bound of its own.
     *
     * @param bound how long the work may take to its end
     */
    public static int guard(Console console, Duration bound, Work work) throws Exception {
        Interruption interruption = new Interruption(bound);
        Thread hook = new Thread(interruption::stop, "tesela-stop");
        // Before the work starts: an impatient Ctrl-C must not leave half of it behind.
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            int code = interruption.run(console, work);
            interruption.exitCode = code;
            return code;
        } finally {
            interruption.closed.countDown();
            remove(hook);
        }
    }

    /** In a process that is going down much can fail that else would not, such as loading classes: that is no news then. */
    private int run(Console console, Work work) throws Exception {
        try {
            return work.run(asked.asMono());
        } catch (Exception | LinkageError e) {
            if (!stopping) {
                throw e;
            }
            LOG.atDebug().setCause(e).log("broken off");
            console.verdict(Verdict.CANCELLED);
            return Verdict.CANCELLED.exitCode();
        }
    }

    /** The process ends when its hooks do, with a code of the signal's: so this one waits, and then sets the work's code. */
    private void stop() {
        stopping = true;
        asked.tryEmitEmpty();
        try {
            boolean inTime = closed.await(bound.toMillis(), TimeUnit.MILLISECONDS);
            Integer code = inTime ? exitCode : Integer.valueOf(ExitCode.FAILED);
            if (code != null) {
                Runtime.getRuntime().halt(code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is going down: the hook is running, and ends by itself.
        }
    }
}
