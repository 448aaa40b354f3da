package io.tesela.processor;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.report.ProcessSample;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.kafka.record.TileRecord;
import io.tesela.processor.turn.FilterTimeoutException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One tile being worked on: counts its tries and says what came of it.
 *
 * <p><b>Threads:</b> one at a time; each try may be on another thread. But a try that did not return in time may still be at
 * it when the tile is given up.
 */
final class TileTask {
    private final TileRecord tile;
    private final ChainPlan plan;
    private final String processor;
    private final Supplier<ProcessSample> process;
    private final AtomicInteger tries = new AtomicInteger();
    private volatile long lastMicros;

    /** @param process tells what this process has taken so far */
    TileTask(TileRecord tile, ChainPlan plan, String processor, Supplier<ProcessSample> process) {
        this.tile = tile;
        this.plan = plan;
        this.processor = processor;
        this.process = process;
    }

    TileRecord tile() {
        return tile;
    }

    ChainPlan plan() {
        return plan;
    }

    int tries() {
        return tries.get();
    }

    /** @throws IllegalArgumentException if the tile's bytes do not fit the plan */
    void requireFit() {
        int index = tile.key().tile();
        int tiles = plan.geometry().grid().tiles();
        if (index < 0 || index >= tiles) {
            throw new IllegalArgumentException("tile: " + index + " (expected: below " + tiles + ")");
        }
        int expected = plan.tileBytes(index, tile.key().frame());
        if (tile.samples().length != expected) {
            throw new IllegalArgumentException("samples: " + tile.samples().length + " (expected: " + expected + ")");
        }
    }

    /** Runs the stage once and returns its result; a failure leaves the task ready for another try. */
    TileResult tryOnce(TileStage stage) {
        tries.incrementAndGet();
        long start = System.nanoTime();
        try {
            TileStage.Output output = stage.run(plan, tile.key().tile(), tile.samples());
            lastMicros = microsSince(start);
            return new TileResult(verdict(TileStatus.FILTERED, "", output.found()), output.bytes());
        } catch (RuntimeException e) {
            lastMicros = microsSince(start);
            throw e;
        } catch (Error e) {
            // Reactor rethrows what it takes for fatal, such as a LinkageError of a filter's library, on a thread where
            // nobody hears it: the tile would be in flight for ever.
            lastMicros = microsSince(start);
            throw new IllegalStateException("a filter failed with an error", e);
        }
    }

    /** Returns the result of a tile that is given up: its original pixels. */
    TileResult giveUp(Throwable cause) {
        if (cause instanceof FilterTimeoutException late) {
            lastMicros = TimeUnit.NANOSECONDS.toMicros(late.waited().toNanos());
        }
        if (cause instanceof DeadlyTileException deadly) {
            tries.set(deadly.deaths());
        }
        byte[] original = plan.geometry().cropToCore(tile.samples(), tile.key().tile());
        return new TileResult(verdict(TileStatus.FAILED, sentence(cause), Map.of()), original);
    }

    long lastMicros() {
        return lastMicros;
    }

    private TileVerdict verdict(TileStatus status, String reason, Map<String, Integer> found) {
        return new TileVerdict(
                tile.key(),
                tile.attempt(),
                status,
                processor,
                plan.tileStageText(),
                tries.get(),
                lastMicros,
                reason,
                process.get(),
                found);
    }

    private static long microsSince(long start) {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
    }

    private static String sentence(Throwable cause) {
        if (cause instanceof TeselaException known) {
            return known.sentence();
        }
        if (cause instanceof FilterTimeoutException || cause instanceof DeadlyTileException) {
            return String.valueOf(cause.getMessage());
        }
        Throwable shown = cause.getCause() instanceof Error error ? error : cause;
        return "the filter failed with " + shown.getClass().getSimpleName();
    }
}
