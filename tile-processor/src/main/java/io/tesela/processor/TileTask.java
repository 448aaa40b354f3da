package io.tesela.processor;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.report.ProcessSample;
import io.tesela.filters.TileOutput;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.kafka.record.TileRecord;
import io.tesela.processor.turn.FilterTimeoutException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One tile being worked on: counts its tries and says what came of it.
 *
 * <p><b>Threads:</b> one at a time, those of the parts of a try aside; each try may be on other threads. But a try that did not
 * return in time may still be at it when the tile is given up.
 */
final class TileTask {
    private final TileRecord tile;
    private final ChainPlan plan;
    private final String processor;
    private final Supplier<ProcessSample> process;
    private final AtomicInteger tries = new AtomicInteger();
    private volatile @Nullable TileTry last;

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

    /**
     * Begins a try; if it fails the task is ready for another one.
     *
     * @param threads how many could work on it at once, at least 1
     */
    TileTry begin(TileStage stage, int threads) {
        tries.incrementAndGet();
        try {
            int index = tile.key().tile();
            TileTry begun = new TileTry(stage.divide(plan, index, tile.samples(), plan.usefulBands(index, threads)));
            last = begun;
            return begun;
        } catch (Error e) {
            throw new IllegalStateException("a filter failed with an error", e);
        }
    }

    /** Returns the result of a try whose parts have all ended; null if it was abandoned. */
    @Nullable
    TileResult result(TileTry done) {
        TileOutput output = done.output();
        return output == null
                ? null
                : new TileResult(verdict(TileStatus.FILTERED, "", done.micros(), output.found()), output.bytes());
    }

    /** Returns the result of a tile that is given up: its original pixels. */
    TileResult giveUp(Throwable cause) {
        if (cause instanceof DeadlyTileException deadly) {
            tries.set(deadly.deaths());
        }
        byte[] original = plan.geometry().cropToCore(tile.samples(), tile.key().tile());
        long micros = cause instanceof FilterTimeoutException late
                ? TimeUnit.NANOSECONDS.toMicros(late.waited().toNanos())
                : lastMicros();
        return new TileResult(verdict(TileStatus.FAILED, sentence(cause), micros, Map.of()), original);
    }

    private long lastMicros() {
        TileTry latest = last;
        return latest == null ? 0 : latest.micros();
    }

    private TileVerdict verdict(TileStatus status, String reason, long micros, Map<String, Integer> found) {
        return new TileVerdict(
                tile.key(),
                tile.attempt(),
                status,
                processor,
                plan.tileStageText(),
                tries.get(),
                micros,
                reason,
                process.get(),
                found);
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
