package io.tesela.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * Runs what blocks, each call on a daemon thread of its own. On two cores the common pool has one thread, which a call that
 * waits for another would keep from it.
 */
public final class Background {
    private Background() {}

    /** Returns what {@code work} returns or fails with. */
    public static <T> CompletableFuture<T> call(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(result, work), "background");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** Completes when {@code work} has returned. */
    public static CompletableFuture<Void> run(Runnable work) {
        return call(() -> {
            work.run();
            return null;
        });
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
        try {
            result.complete(work.call());
        } catch (Throwable e) { // whatever it is, the test that waits has to hear of it
            result.completeExceptionally(e);
        }
    }
}
