package io.tesela.ingest.flow;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.job.TileKey;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a tile that stays away is sent again, and what is done when that one stays away, too.
 *
 * <p>A tile's clock runs only while its partition has an owner who has come near it: time in the queue, and time in which
 * nobody serves the partition, does not count. So a fleet that is away for a while degrades nothing. An action is asked for
 * again until it is said to be done, so one that fails is not lost.
 *
 * <p><b>Threads:</b> one at a time. Time comes with each call.
 */
public final class TileDeadlines {
    /** Between two looks further apart than this nobody knows who served what, so no more than this counts. */
    private static final long LONGEST_STEP_NANOS = Duration.ofSeconds(5).toNanos();

    private final JobId job;
    private final Limits limits;
    private final OnMissing onMissing;
    private Map<TileKey, Wait> waits = new HashMap<>();
    private long lastNanos;
    private boolean looked;

    /**
     * When to act.
     *
     * @param hedgeAfter time served after which a tile is sent again
     * @param fillAfter further time served after which its original takes its place
     * @param nearRecords how many records before a tile its processor may be and still count as serving it: what a processor
     *     takes at once
     */
    public record Limits(Duration hedgeAfter, Duration fillAfter, int nearRecords) {
        /** Longer than any filter of ours takes for a tile, shorter than a user's patience. */
        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(15), Duration.ofSeconds(60), 32);
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
    }

    /**
     * Looks at the tiles that are missing now.
     *
     * @param nowNanos any monotonic clock
     * @param missing what the assembler waits for
     * @param positions where tiles landed
     * @param service how each partition of the tile topic is served
     */
    public List<Action> look(
            long nowNanos, List<MissingTiles> missing, Positions positions, Map<Integer, ServiceView> service) {
        long passed = looked ? Math.min(nowNanos - lastNanos, LONGEST_STEP_NANOS) : 0;
        lastNanos = nowNanos;
        looked = true;
        Map<TileKey, Wait> still = new HashMap<>();
        List<Action> actions = new ArrayList<>();
        for (MissingTiles frame : missing) {
            for (int tile : frame.tiles()) {
                TileKey key = new TileKey(job, frame.frame(), tile);
                Wait wait = advanced(key, passed, positions, service);
                still.put(key, wait);
                action(key, wait).ifPresent(actions::add);
            }
        }
        waits = still;
        return actions;
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
            return Wait.NEW;
        }
        return served(key, before, positions, service) ? before.plus(passed) : before;
    }

    private Optional<Action> action(TileKey key, Wait wait) {
        Duration due = wait.sendings == 1 ? limits.hedgeAfter() : limits.fillAfter();
        if (wait.over || wait.nanos < due.toNanos()) {
            return Optional.empty();
        }
        return Optional.of(wait.sendings == 1 ? new Action.SendAgain(key, 2) : last(key, wait.sendings));
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
     * @param over whether its original was sent
     * @param again where it landed the last time, if that was not the first
     */
    private record Wait(long nanos, int sendings, boolean over, Optional<Position> again) {
        static final Wait NEW = new Wait(0, 1, false, Optional.empty());

        Wait plus(long passed) {
            return new Wait(nanos + passed, sendings, over, again);
        }

        Wait sentAgain(Position position) {
            return new Wait(0, sendings + 1, over, Optional.of(position));
        }

        Wait filled() {
            return new Wait(0, sendings, true, again);
        }
    }
}
