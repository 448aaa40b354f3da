package io.tesela.standalone.role;

import io.tesela.filters.FilterEngine;
import io.tesela.media.ffmpeg.Ffmpeg;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Loads the native libraries beside the start of the broker: together they take as long as the slower one. */
final class Warming {
    private final CompletableFuture<Void> loaded;

    private Warming(CompletableFuture<Void> loaded) {
        this.loaded = loaded;
    }

    static Warming start() {
        return new Warming(CompletableFuture.runAsync(Warming::load));
    }

    /** Returns when all is loaded. */
    void await() {
        try {
            loaded.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static void load() {
        Ffmpeg.warmUp();
        FilterEngine.standard().warmUp();
    }
}
