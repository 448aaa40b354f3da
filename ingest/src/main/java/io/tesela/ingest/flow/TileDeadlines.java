package io.tesela.ingest.flow;

import io.tesela.domain.job.JobId;
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
 * Decides when a tile that stays away is sent again, and when its original takes its place.
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
    }

    /** Where the record of a tile's first sending landed. */
    @FunctionalInterface
    public interface Positions {
        /** Returns empty while that is not known. */
        Optional<Position> find(TileKey key);
    }

    public TileDeadlines(JobId job, Limits limits) {
        this.job = job;
        this.limits = limits;
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
        waits.computeIfPresent(key, (tile, wait) -> new Wait(0, Stage.HEDGED, Optional.of(position)));
    }

    /** Notes that the original of a tile has been sent. */
    public void filled(TileKey key) {
        waits.computeIfPresent(key, (tile, wait) -> new Wait(0, Stage.FILLED, wait.again));
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
        if (wait.stage == Stage.FIRST && wait.nanos >= limits.hedgeAfter().toNanos()) {
            return Optional.of(new Action.SendAgain(key, 2));
        }
        if (wait.stage == Stage.HEDGED && wait.nanos >= limits.fillAfter().toNanos()) {
            return Optional.of(new Action.Fill(key, 2, "no processor answered in time"));
        }
        return Optional.empty();
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

    private enum Stage {
        FIRST,
        HEDGED,
        FILLED
    }

    private record Wait(long nanos, Stage stage, Optional<Position> again) {
        static final Wait NEW = new Wait(0, Stage.FIRST, Optional.empty());

        Wait plus(long passed) {
            return new Wait(nanos + passed, stage, again);
        }
    }
}
