package io.tesela.standalone.supervision;

import java.io.IOException;
import java.io.InputStream;

/**
 * Tells a child that its parent is gone, however that ended: the pipe from it, on which nothing ever comes, ends then.
 *
 * <p><b>Threads:</b> one of its own, which lasts as long as the process.
 */
public final class ParentWatch {
    private final InputStream pipe;
    private final Runnable end;
    private volatile boolean orphaned;

    private ParentWatch(InputStream pipe, Runnable end) {
        this.pipe = pipe;
        this.end = end;
    }

    /**
     * Begins to watch.
     *
     * @param pipe from the parent
     * @param end lets this process come to its end; called once, on the watching thread, which it may keep
     */
    public static ParentWatch start(InputStream pipe, Runnable end) {
        ParentWatch watch = new ParentWatch(pipe, end);
        Thread thread = new Thread(watch::await, "tesela-parent");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    /** Returns whether the parent is gone. */
    public boolean orphaned() {
        return orphaned;
    }

    private void await() {
        try {
            while (pipe.read() >= 0) {
                // Not meant for us: only the end is.
            }
        } catch (IOException e) {
            // A pipe that cannot be read has no parent at its other end either.
        }
        orphaned = true;
        end.run();
    }
}
