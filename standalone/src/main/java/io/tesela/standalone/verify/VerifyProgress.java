package io.tesela.standalone.verify;

import io.tesela.client.FactLine.Fact;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How far a verification is.
 *
 * <p><b>Threads:</b> one writes, any reads.
 */
public final class VerifyProgress {
    private final LongSupplier nanos;
    private volatile long begun;
    private volatile long expected;
    private final AtomicLong compared = new AtomicLong(-1);

    /** @param nanos a clock that only goes on, nanoseconds */
    public VerifyProgress(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Notes that frames come from now on.
     *
     * @param frames that are expected
     */
    void begin(long frames) {
        begun = nanos.getAsLong();
        expected = frames;
        compared.set(0);
    }

    /** Notes that one more frame is compared. */
    void compared() {
        compared.incrementAndGet();
    }

    /** Returns 0 to 1; below 0: nothing is compared yet. */
    public double share() {
        long done = compared.get();
        return done < 0 || expected < 1 ? -1 : Math.min(1, (double) done / expected);
    }

    /** Returns what there is to know, by importance. */
    public List<Fact> facts() {
        long done = compared.get();
        if (done < 0) {
            return List.of(Fact.of("reading the files"));
        }
        double seconds = Math.max(1e-3, (double) (nanos.getAsLong() - begun) / TimeUnit.SECONDS.toNanos(1));
        double fps = done / seconds;
        Fact frames = Fact.of(done + "/" + expected + " frames");
        return fps > 0
                ? List.of(
                        Fact.percent(Math.max(0, share())),
                        frames,
                        Fact.fps(fps),
                        Fact.eta(Math.max(0, expected - done) / fps))
                : List.of(frames);
    }
}
