package io.tesela.processor.turn;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses whose tile is filtered next, so that jobs get the same time of the filters whatever their tiles cost.
 *
 * <p>Start-time fair queueing: each job has a virtual time, which its tiles push on by the time they take; the job that is
 * furthest behind goes next. A tile is charged with an estimate when it starts, so that one job does not take all turns at
 * once, and with the truth when it ends. A job that had nothing waiting goes on from where the others are: it saves up no
 * credit, but what it took beyond its share it still owes.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds what it is given, whose number is the caller's to bound; of jobs without tiles it remembers
 *       only those that are ahead of the others.
 *   <li><b>Order:</b> tiles of one job go first come first served, except that those of a frame which has as many tiles
 *       running as it may are passed over.
 *   <li><b>Threads:</b> one at a time. Reads no clock.
 * </ul>
 *
 * <p>Source: P. Goyal, H. Vin, H. Cheng, Start-time Fair Queueing, 1996; for several servers, as here, without its bound.
 *
 * @param <E> what waits for a turn
 */
final class TurnQueue<E> {
    private final int turns;
    private final int maxPerFrame;
    private final Map<JobId, Line<E>> lines = new LinkedHashMap<>();
    private int free;
    private int waiting;
    /** Virtual time of the tile that started last; never goes back. */
    private long reachedNanos;

    /** A turn that is taken. */
    record Turn<E>(TileKey tile, E entry, long estimateNanos) {}

    private record Waiting<E>(TileKey tile, E entry) {}

    /**
     * @param turns tiles that may run at once, above 0
     * @param maxPerFrame tiles of one frame that may run at once, above 0
     */
    TurnQueue(int turns, int maxPerFrame) {
        if (turns < 1 || maxPerFrame < 1) {
            throw new IllegalArgumentException(
                    "turns: " + turns + ", of a frame " + maxPerFrame + " (expected: each > 0)");
        }
        this.turns = turns;
        this.maxPerFrame = maxPerFrame;
        this.free = turns;
    }

    /** Puts a tile at the end of its job's line. */
    void add(TileKey tile, E entry) {
        Line<E> line = lines.computeIfAbsent(tile.job(), job -> new Line<>());
        if (line.waiting.isEmpty()) {
            line.virtualNanos = Math.max(line.virtualNanos, reachedNanos);
        }
        line.waiting.addLast(new Waiting<>(tile, entry));
        waiting++;
    }

    /** Takes a tile out that has not got its turn; one that is not there is ignored. */
    void remove(TileKey tile, E entry) {
        Line<E> line = lines.get(tile.job());
        if (line != null && line.waiting.removeIf(each -> each.entry().equals(entry))) {
            waiting--;
            forgetIdle();
        }
    }

    /** Returns whether {@link #next()} would give a turn. */
    boolean ready() {
        return free > 0 && furthestBehind() != null;
    }

    /** Takes a turn for the tile that is to go next; returns null if no turn is free, or nothing may go. */
    @Nullable
    Turn<E> next() {
        Line<E> line = free > 0 ? furthestBehind() : null;
        if (line == null) {
            return null;
        }
        Waiting<E> first = line.poll(maxPerFrame);
        long estimate = line.estimateNanos > 0 ? line.estimateNanos : costliest();
        free--;
        waiting--;
        reachedNanos = Math.max(reachedNanos, line.virtualNanos);
        passOver(line.virtualNanos);
        line.begin(first.tile().frame(), estimate);
        return new Turn<>(first.tile(), first.entry(), estimate);
    }

    /** Charges a tile's job with what it took; its turn is not free before {@link #giveBack()}. */
    void charge(Turn<E> turn, long tookNanos) {
        Line<E> line = end(turn, tookNanos);
        line.measured(tookNanos);
        forgetIdle();
    }

    /** Undoes what {@link #next()} charged, for a tile that did not run after all. */
    void uncharge(Turn<E> turn) {
        end(turn, 0);
        forgetIdle();
    }

    /** Makes one turn free. */
    void giveBack() {
        if (free == turns) {
            throw new IllegalStateException("turns free: " + free + " (expected: below " + turns + ")");
        }
        free++;
    }

    /** Returns the turns that are not taken. */
    int free() {
        return free;
    }

    /** Returns the tiles that wait. */
    int waiting() {
        return waiting;
    }

    /** Returns the jobs it knows. */
    int jobs() {
        return lines.size();
    }

    /** Of several, those with fewer tiles running, then those known for longer, go first. */
    private @Nullable Line<E> furthestBehind() {
        Line<E> best = null;
        for (Line<E> line : lines.values()) {
            if (line.mayGo(maxPerFrame) && (best == null || line.isBehind(best))) {
                best = line;
            }
        }
        return best;
    }

    /** A job of which nothing is known is taken for the costliest, until its first tile has ended. */
    private long costliest() {
        return lines.values().stream()
                .mapToLong(line -> line.estimateNanos)
                .max()
                .orElse(0);
    }

    /** A job that is behind and still cannot go, for its frames have all they may, saves up nothing either. */
    private void passOver(long virtualNanos) {
        for (Line<E> line : lines.values()) {
            line.virtualNanos = Math.max(line.virtualNanos, virtualNanos);
        }
    }

    private Line<E> end(Turn<E> turn, long tookNanos) {
        Line<E> line = lines.get(turn.tile().job());
        if (line == null) {
            throw new IllegalStateException("tile: " + turn.tile() + " (expected: running)");
        }
        line.end(turn.tile().frame(), tookNanos - turn.estimateNanos());
        return line;
    }

    private void forgetIdle() {
        boolean allIdle = lines.values().stream().allMatch(Line::isIdle);
        for (Iterator<Line<E>> each = lines.values().iterator(); each.hasNext(); ) {
            Line<E> line = each.next();
            if (line.isIdle() && (allIdle || line.virtualNanos <= reachedNanos)) {
                each.remove();
            }
        }
    }

    /** What is known of one job. */
    private static final class Line<E> {
        private final Deque<Waiting<E>> waiting = new ArrayDeque<>();
        private final Map<Long, Integer> runningByFrame = new HashMap<>();
        private long virtualNanos;
        private long estimateNanos;
        private int running;

        boolean isIdle() {
            return waiting.isEmpty() && running == 0;
        }

        boolean isBehind(Line<E> other) {
            return virtualNanos < other.virtualNanos || (virtualNanos == other.virtualNanos && running < other.running);
        }

        boolean mayGo(int maxPerFrame) {
            return waiting.stream().anyMatch(each -> mayGo(each, maxPerFrame));
        }

        /** Takes the first tile out that may go; there is one. */
        Waiting<E> poll(int maxPerFrame) {
            List<Waiting<E>> passedOver = new ArrayList<>();
            Waiting<E> first = waiting.removeFirst();
            while (!mayGo(first, maxPerFrame)) {
                passedOver.add(0, first);
                first = waiting.removeFirst();
            }
            passedOver.forEach(waiting::addFirst);
            return first;
        }

        void begin(long frame, long chargedNanos) {
            running++;
            runningByFrame.merge(frame, 1, Integer::sum);
            virtualNanos += chargedNanos;
        }

        void end(long frame, long correctionNanos) {
            running--;
            runningByFrame.computeIfPresent(frame, (key, count) -> count == 1 ? null : count - 1);
            virtualNanos += correctionNanos;
        }

        /** A mean in which the last tile counts for a quarter: costs of one chain differ little from tile to tile. */
        void measured(long tookNanos) {
            estimateNanos = estimateNanos == 0 ? tookNanos : estimateNanos + (tookNanos - estimateNanos) / 4;
        }

        private boolean mayGo(Waiting<E> each, int maxPerFrame) {
            return runningByFrame.getOrDefault(each.tile().frame(), 0) < maxPerFrame;
        }
    }
}
