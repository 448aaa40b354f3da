package io.tesela.ingest.flow;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.job.TileKey;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a tile that stays away is sent again, and what is done when that one stays away, too.
 *
 * <p>A tile's clock runs only while its partition has an owner who has come near it: time in the queue, and time in which
 * nobody serves the partition, does not count. So a fleet that is away for a while degrades nothing. How long is too long follows
 * what other tiles take ({@link AnswerTimes}). An action is asked for again until it is said to be done, so one that fails is not
 * lost.
 *
 * <p><b>Threads:</b> one at a time. Time comes with each call.
 */
public final class TileDeadlines {
    /** Between two looks further apart than this nobody knows who served what, so no more than this counts. */
    private static final long LONGEST_STEP_NANOS = Duration.ofSeconds(5).toNanos();

    private static final int FILL_FACTOR = 4;

    private final JobId job;
    private final Limits limits;
    private final OnMissing onMissing;
    private final AnswerTimes answers;
    private Map<TileKey, Wait> waits = new LinkedHashMap<>();
    private long lastNanos;
    private long lastEpoch;
    private boolean looked;

    /**
     * When to act.
     *
     * @param hedgeAfter time served after which a tile is sent again, before it is known how long tiles take
     * @param hedgeAtLeast lower limit of that time when it is known
     * @param hedgeAtMost upper limit of that time
     * @param fillAfter further time served after which its original takes its place, or four times the usual time, if that is
     *     longer
     * @param nearRecords how many records before a tile its processor may be and still count as serving it: what a processor
     *     takes at once
     */
    public record Limits(
            Duration hedgeAfter, Duration hedgeAtLeast, Duration hedgeAtMost, Duration fillAfter, int nearRecords) {
        /** First of all longer than light filters take in a cold process; then longer than its pauses. */
        public static final Limits DEFAULT = new Limits(
                Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofSeconds(60), 32);

        private AnswerTimes.Range hedging() {
            return new AnswerTimes.Range(hedgeAfter, hedgeAtLeast, hedgeAtMost);
        }
    }

    /** What is to be done for a tile. */
    public sealed interface Action {
        /** Returns the tile. */
        TileKey key();

        /** Send it again. */
        record SendAgain(TileKey key, int attempt) implements Action {}

        /** Send its original as its result. */
        record Fill(TileKey key, int attempts, String reason) implements Action {}

        /** End the job. */
        record Fail(TileKey key, int attempts) implements Action {}
    }

    /** Where the record of a tile's first sending landed. */
    @FunctionalInterface
    public interface Positions {
        /** Returns empty while that is not known. */
        Optional<Position> find(TileKey key);
    }

    /** @param onMissing what is done about a tile that stays away when it was sent twice */
    public TileDeadlines(JobId job, Limits limits, OnMissing onMissing) {
        this.job = job;
        this.limits = limits;
        this.onMissing = onMissing;
        this.answers = new AnswerTimes(limits.hedging());
    }

    /**
     * Looks at the tiles that are missing now.
     *
     * @param nowNanos any monotonic clock
     * @param epoch of the assembler: a new one does not say at first what it misses, so that nothing follows from that
     * @param missing what the assembler waits for
     * @param positions where tiles landed
     * @param service how each partition of the tile topic is served
     */
    public List<Action> look(
            long nowNanos,
            long epoch,
            List<MissingTiles> missing,
            Positions positions,
            Map<Integer, ServiceView> service) {
        long passed = looked ? Math.min(nowNanos - lastNanos, LONGEST_STEP_NANOS) : 0;
        lastNanos = nowNanos;
        looked = true;
        Map<TileKey, Wait> still = new LinkedHashMap<>();
        for (MissingTiles frame : missing) {
            for (int tile : frame.tiles()) {
                TileKey key = new TileKey(job, frame.frame(), tile);
                still.put(key, advanced(key, passed, positions, service));
            }
        }
        OptionalLong slowest = epoch == lastEpoch ? slowestAnswer(still) : OptionalLong.empty();
        lastEpoch = epoch;
        slowest.ifPresent(nanos -> answers.answered(nanos + passed));
        waits = still;
        if (slowest.isEmpty() && anyLate()) {
            answers.missed(nowNanos);
        }
        return actions();
    }

    /** Of the tiles that were missing at the last look, had been sent once, and are not missing any more. */
    private OptionalLong slowestAnswer(Map<TileKey, Wait> still) {
        return waits.entrySet().stream()
                .filter(entry -> entry.getValue().sendings == 1 && !still.containsKey(entry.getKey()))
                .mapToLong(entry -> entry.getValue().nanos)
                .max();
    }

    private boolean anyLate() {
        return waits.values().stream().anyMatch(wait -> wait.sendings == 1 && wait.late());
    }

    private List<Action> actions() {
        Duration last = longer(limits.fillAfter(), answers.usual().multipliedBy(FILL_FACTOR));
        List<Action> actions = new ArrayList<>();
        waits.forEach((key, wait) -> action(key, wait, last).ifPresent(actions::add));
        return actions;
    }

    /** Returns after how much time served a tile is sent again, from what is known now. */
    public Duration late() {
        return answers.late();
    }

    /** Notes that a tile has been sent again, and where it landed. */
    public void sentAgain(TileKey key, Position position) {
        waits.computeIfPresent(key, (tile, wait) -> wait.sentAgain(position));
    }

    /** Notes that the original of a tile has been sent. */
    public void filled(TileKey key) {
        waits.computeIfPresent(key, (tile, wait) -> wait.filled());
    }

    /** The clock of a tile starts at the first look that finds it missing: what passed before was not its time. */
    private Wait advanced(TileKey key, long passed, Positions positions, Map<Integer, ServiceView> service) {
        Wait before = waits.get(key);
        if (before == null) {
            return Wait.of(answers.late());
        }
        return served(key, before, positions, service) ? before.plus(passed) : before;
    }

    private Optional<Action> action(TileKey key, Wait wait, Duration last) {
        boolean due = wait.sendings == 1 ? wait.late() : wait.nanos >= last.toNanos();
        if (wait.over || !due) {
            return Optional.empty();
        }
        return Optional.of(wait.sendings == 1 ? new Action.SendAgain(key, 2) : last(key, wait.sendings));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private Action last(TileKey key, int sendings) {
        return switch (onMissing) {
            case FILL -> new Action.Fill(key, sendings, "no processor answered in time");
            case WAIT -> new Action.SendAgain(key, sendings + 1);
            case FAIL -> new Action.Fail(key, sendings);
        };
    }

    private boolean served(TileKey key, Wait wait, Positions positions, Map<Integer, ServiceView> service) {
        Optional<Position> position = wait.again.isPresent() ? wait.again : positions.find(key);
        return position.map(at -> served(at, service.get(at.partition()))).orElse(false);
    }

    private boolean served(Position at, @Nullable ServiceView view) {
        if (view == null || !view.owned()) {
            return false;
        }
        return at.offset() < view.committed().orElse(view.begin()) + limits.nearRecords();
    }

    /**
     * How long a tile has been waited for.
     *
     * @param nanos since it was sent last
     * @param sendings how often that was
     * @param lateAfter nanoseconds after which it is sent again, as was thought when it was first missed
     * @param over whether its original was sent
     * @param again where it landed the last time, if that was not the first
     */
    private record Wait(long nanos, int sendings, long lateAfter, boolean over, Optional<Position> again) {
        static Wait of(Duration lateAfter) {
            return new Wait(0, 1, lateAfter.toNanos(), false, Optional.empty());
        }

        boolean late() {
            return nanos >= lateAfter;
        }

        Wait plus(long passed) {
            return new Wait(nanos + passed, sendings, lateAfter, over, again);
        }

        Wait sentAgain(Position position) {
            return new Wait(0, sendings + 1, lateAfter, over, Optional.of(position));
        }

        Wait filled() {
            return new Wait(0, sendings, lateAfter, true, again);
        }
    }
}
