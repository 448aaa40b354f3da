package io.tesela.processor;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.kafka.record.TileRecord;
import java.util.concurrent.TimeUnit;

/**
 * One tile being worked on: counts its tries and says what came of it.
 *
 * <p><b>Threads:</b> one at a time; each try may be on another thread.
 */
final class TileTask {
    private final TileRecord tile;
    private final ChainPlan plan;
    private final String processor;
    private int tries;
    private long lastMicros;

    TileTask(TileRecord tile, ChainPlan plan, String processor) {
        this.tile = tile;
        this.plan = plan;
        this.processor = processor;
    }

    TileRecord tile() {
        return tile;
    }

    ChainPlan plan() {
        return plan;
    }

    int tries() {
        return tries;
    }

    /** Returns what is wrong with the tile's bytes; empty if they fit the plan. */
    String misfit() {
        int index = tile.key().tile();
        if (index < 0 || index >= plan.geometry().grid().tiles()) {
            return "tile: " + index + " (expected: below " + plan.geometry().grid().tiles() + ")";
        }
        int expected = plan.geometry().haloedBytes(index);
        return tile.samples().length == expected
                ? ""
                : "samples: " + tile.samples().length + " (expected: " + expected + ")";
    }

    /** Runs the stage once and returns its result; a failure leaves the task ready for another try. */
    TileResult tryOnce(TileStage stage) {
        tries++;
        long start = System.nanoTime();
        try {
            byte[] output = stage.run(plan, tile.key().tile(), tile.samples());
            lastMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
            return new TileResult(verdict(TileStatus.FILTERED, ""), output);
        } catch (RuntimeException e) {
            lastMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
            throw e;
        }
    }

    /** Returns the result of a tile that is given up: its original pixels. */
    TileResult giveUp(Throwable cause) {
        byte[] original = plan.geometry().cropToCore(tile.samples(), tile.key().tile());
        return new TileResult(verdict(TileStatus.FAILED, sentence(cause)), original);
    }

    long lastMicros() {
        return lastMicros;
    }

    private TileVerdict verdict(TileStatus status, String reason) {
        return new TileVerdict(tile.key(), tile.attempt(), status, processor, tries, lastMicros, reason);
    }

    private static String sentence(Throwable cause) {
        return cause instanceof TeselaException known
                ? known.sentence()
                : "the filter failed with " + cause.getClass().getSimpleName();
    }
}
