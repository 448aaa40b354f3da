package io.tesela.bench.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongPredicate;

/**
 * Gives a target inputs, each of a seed of its own, and watches how long it takes.
 *
 * <ul>
 *   <li><b>Threads:</b> blocks; one of its own gives the inputs, so that one that never ends is noticed.
 *   <li><b>Errors:</b> a fault of the target is part of the outcome. After {@link #MOST_FAULTS} faults, or an input that did not end, it
 *       gives no more.
 * </ul>
 */
final class FuzzRun implements AutoCloseable {
    private static final int MOST_FAULTS = 5;
    /** Far longer than any input may take on a slow and busy machine. */
    private static final Duration HANG = Duration.ofSeconds(60);

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread created = new Thread(work, "fuzz");
        created.setDaemon(true);
        return created;
    });

    /**
     * Runs a target.
     *
     * @param firstSeed of the first input; the next ones follow
     * @param more whether another input is wanted, given how many there were
     */
    FuzzOutcome run(FuzzTarget target, long firstSeed, LongPredicate more) throws InterruptedException {
        List<String> faults = new ArrayList<>();
        long taken = 0;
        long refused = 0;
        long slowestNanos = 0;
        boolean hangs = false;
        for (long i = 0; more.test(i) && faults.size() < MOST_FAULTS && !hangs; i++) {
            long seed = firstSeed + i;
            long start = System.nanoTime();
            try {
                boolean accepted =
                        thread.submit(() -> target.takes(new Random(seed))).get(HANG.toSeconds(), TimeUnit.SECONDS);
                taken += accepted ? 1 : 0;
                refused += accepted ? 0 : 1;
            } catch (ExecutionException e) {
                faults.add(fault(target, seed, String.valueOf(e.getCause())));
            } catch (TimeoutException e) {
                hangs = true;
                faults.add(fault(target, seed, "no end after " + HANG.toSeconds() + " s"));
            }
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
        }
        return new FuzzOutcome(target.name(), taken, refused, Duration.ofNanos(slowestNanos), faults);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static String fault(FuzzTarget target, long seed, String what) {
        return target.name() + ", seed " + seed + ": " + what + " (expected: taken, or refused as documented)";
    }
}
