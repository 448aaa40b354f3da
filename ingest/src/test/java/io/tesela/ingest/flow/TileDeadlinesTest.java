package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.job.TileKey;
import io.tesela.ingest.flow.TileDeadlines.Action;
import io.tesela.ingest.flow.TileDeadlines.Action.Fill;
import io.tesela.ingest.flow.TileDeadlines.Action.SendAgain;
import io.tesela.ingest.flow.TileDeadlines.Limits;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Seconds here are virtual: they come with each look. */
class TileDeadlinesTest {
    private static final JobId JOB = new JobId("7f3a");
    private static final TileKey TILE = new TileKey(JOB, 3, 1);
    private static final int HEDGE_S = 10;
    private static final int FILL_S = 60;
    private static final int SHORTEST_S = 4;
    private static final int LONGEST_S = 100;
    private static final int NEAR_RECORDS = 4;
    private static final List<MissingTiles> MISSING = List.of(new MissingTiles(3, List.of(1)));
    private static final Fill FILL = new Fill(TILE, 2, "no processor answered in time");

    private TileDeadlines deadlines = deadlines(OnMissing.FILL);
    private final Map<TileKey, Position> landed = new HashMap<>();
    private final Map<Integer, ServiceView> service = new HashMap<>();
    private long nowSeconds = 1_000;
    private long epoch = 1;

    private static TileDeadlines deadlines(OnMissing onMissing) {
        return new TileDeadlines(
                JOB,
                new Limits(
                        Duration.ofSeconds(HEDGE_S),
                        Duration.ofSeconds(SHORTEST_S),
                        Duration.ofSeconds(LONGEST_S),
                        Duration.ofSeconds(FILL_S),
                        NEAR_RECORDS),
                onMissing);
    }

    @BeforeEach
    void tileIsServed() {
        landed.put(TILE, new Position("tiles", 0, 50));
        serve(0, 50);
        serve(1, 70);
    }

    @Test
    void look_servedTile_isSentAgainWhenItsTimeIsUp() {
        // When
        List<Action> early = lookFor(HEDGE_S - 1);
        List<Action> due = lookFor(1);

        // Then
        assertThat(early).isEmpty();
        assertThat(due).containsExactly(new SendAgain(TILE, 2));
    }

    @Test
    void look_sendingAgainThatIsNotConfirmed_isAskedForAgain() {
        // Given
        List<Action> first = lookFor(HEDGE_S);

        // When: it failed, so nobody says that it is done
        List<Action> second = lookFor(1);

        // Then
        assertThat(first).containsExactly(new SendAgain(TILE, 2));
        assertThat(second).containsExactly(new SendAgain(TILE, 2));
    }

    @Test
    void look_tileThatIsToBeWaitedFor_isSentAgainForEver() {
        // Given
        deadlines = deadlines(OnMissing.WAIT);
        List<Action> unused = lookFor(HEDGE_S);
        for (int sent = 2; sent < 20; sent++) {
            deadlines.sentAgain(TILE, new Position("tiles", 1, 70));

            // When
            List<Action> early = lookFor(FILL_S - 1);
            List<Action> due = lookFor(1);

            // Then
            assertThat(early).isEmpty();
            assertThat(due).containsExactly(new SendAgain(TILE, sent + 1));
        }
    }

    @Test
    void look_tileThatMayNotBeMissing_endsTheJobAfterASecondDeadline() {
        // Given
        deadlines = deadlines(OnMissing.FAIL);
        List<Action> unused = lookFor(HEDGE_S);
        deadlines.sentAgain(TILE, new Position("tiles", 1, 70));

        // When
        List<Action> early = lookFor(FILL_S - 1);
        List<Action> due = lookFor(1);

        // Then
        assertThat(early).isEmpty();
        assertThat(due).containsExactly(new Action.Fail(TILE, 2));
    }

    @Test
    void look_tileSentAgain_isFilledAfterASecondDeadline() {
        // Given
        List<Action> unused = lookFor(HEDGE_S);
        deadlines.sentAgain(TILE, new Position("tiles", 1, 70));

        // When
        List<Action> early = lookFor(FILL_S - 1);
        List<Action> due = lookFor(1);

        // Then
        assertThat(early).isEmpty();
        assertThat(due).containsExactly(FILL);
    }

    @Test
    void look_fillThatIsNotConfirmed_isAskedForAgainUntilItIs() {
        // Given
        List<Action> unused = lookFor(HEDGE_S);
        deadlines.sentAgain(TILE, new Position("tiles", 1, 70));
        List<Action> first = lookFor(FILL_S);
        List<Action> second = lookFor(1);

        // When
        deadlines.filled(TILE);
        List<Action> after = lookFor(10 * FILL_S);

        // Then
        assertThat(first).containsExactly(FILL);
        assertThat(second).containsExactly(FILL);
        assertThat(after).isEmpty();
    }

    @Test
    void look_nobodyOwnsThePartition_timeDoesNotCount() {
        // Given
        service.put(0, new ServiceView(0, OptionalLong.of(50), 60, false, ""));

        // Then
        assertThat(lookFor(10 * HEDGE_S)).isEmpty();

        // When: somebody comes
        serve(0, 50);

        // Then
        assertThat(lookFor(HEDGE_S - 1)).isEmpty();
        assertThat(lookFor(1)).containsExactly(new SendAgain(TILE, 2));
    }

    @Test
    void look_nothingIsKnownOfThePartition_timeDoesNotCount() {
        // Given
        service.clear();

        // Then
        assertThat(lookFor(10 * HEDGE_S)).isEmpty();
    }

    @Test
    void look_tileHasNotLanded_timeDoesNotCount() {
        // Given
        landed.clear();

        // Then
        assertThat(lookFor(10 * HEDGE_S)).isEmpty();
    }

    @Test
    void look_tileInTheQueue_timeDoesNotCountUntilItsProcessorIsNear() {
        // Given
        serve(0, 50 - NEAR_RECORDS);
        assertThat(lookFor(10 * HEDGE_S)).isEmpty();

        // When
        serve(0, 50 - NEAR_RECORDS + 1);

        // Then
        assertThat(lookFor(HEDGE_S)).containsExactly(new SendAgain(TILE, 2));
    }

    @Test
    void look_groupThatNeverCommitted_isAtTheBeginning() {
        // Given
        service.put(0, new ServiceView(49, OptionalLong.empty(), 60, true, ""));

        // Then
        assertThat(lookFor(HEDGE_S)).containsExactly(new SendAgain(TILE, 2));
    }

    @Test
    void look_tileSentAgain_itsNewPartitionCounts() {
        // Given
        List<Action> unused = lookFor(HEDGE_S);
        deadlines.sentAgain(TILE, new Position("tiles", 1, 70));
        service.remove(1);

        // Then
        assertThat(lookFor(10 * FILL_S)).isEmpty();
    }

    @Test
    void look_tileThatCameBackAndIsMissingAnew_startsFromZero() {
        // Given
        assertThat(lookFor(HEDGE_S - 1)).isEmpty();
        assertThat(look(1, List.of())).isEmpty();

        // Then: the first look only starts its clock, and it took ten seconds before, so it may take thirty
        assertThat(lookFor(3 * HEDGE_S)).isEmpty();
        assertThat(lookFor(1)).containsExactly(new SendAgain(TILE, 2));
    }

    @Test
    void look_tileMissingForTheFirstTime_timeBeforeIsNotItsOwn() {
        // Given: a look a long time ago
        assertThat(look(0, List.of())).isEmpty();

        // When
        List<Action> first = look(100 * HEDGE_S, MISSING);
        List<Action> second = look(1, MISSING);

        // Then
        assertThat(first).isEmpty();
        assertThat(second).isEmpty();
    }

    @Test
    void look_longAfterTheLast_countsAFewSecondsOnly() {
        // Given: the broker could not be asked for a minute
        assertThat(look(0, MISSING)).isEmpty();

        // When
        List<Action> late = look(60, MISSING);

        // Then
        assertThat(late).isEmpty();
    }

    @Test
    void look_severalTiles_haveClocksOfTheirOwn() {
        // Given
        TileKey other = new TileKey(JOB, 3, 2);
        landed.put(other, new Position("tiles", 0, 51));
        List<Action> unused = lookFor(HEDGE_S - 3);

        // When
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i <= HEDGE_S; i++) {
            for (Action action : look(1, List.of(new MissingTiles(3, List.of(1, 2))))) {
                actions.add(action);
                deadlines.sentAgain(action.key(), new Position("tiles", 1, 70));
            }
        }

        // Then
        assertThat(actions).containsExactly(new SendAgain(TILE, 2), new SendAgain(other, 2));
    }

    @Test
    void look_othersAreAnsweredQuickly_isSentAgainSooner() {
        // Given: all but one come within a second
        assertThat(look(0, frame(7, 1, 2, 3))).isEmpty();
        for (int frame = 8; frame < 40; frame++) {
            assertThat(look(1, frame(frame, 1, 2, 3))).isEmpty();
        }
        assertThat(look(1, MISSING)).isEmpty();

        // When
        List<Action> early = look(SHORTEST_S - 1, MISSING);
        List<Action> due = look(1, MISSING);

        // Then
        assertThat(early).isEmpty();
        assertThat(due).containsExactly(new SendAgain(TILE, 2));
    }

    @Test
    void look_newAssemblerThatMissesNothingYet_isNoAnswer() {
        // Given
        assertThat(lookFor(HEDGE_S - 1)).isEmpty();

        // When
        epoch++;
        assertThat(look(1, List.of())).isEmpty();

        // Then: no more than is thought of at first
        assertThat(look(1, MISSING)).isEmpty();
        assertThat(look(HEDGE_S / 2, MISSING)).isEmpty();
        assertThat(look(HEDGE_S / 2, MISSING)).containsExactly(new SendAgain(TILE, 2));
    }

    @Test
    void look_othersTakeLong_isNotSentAgainSooner() {
        // Given: each takes longer than is thought of at first
        for (int frame = 8; frame < 20; frame++) {
            TileKey key = new TileKey(JOB, frame, 1);
            landed.put(key, new Position("tiles", 0, 50));
            for (int second = 0; second < 3 * HEDGE_S / 2; second++) {
                look(1, frame(frame, 1)).forEach(action -> deadlines.sentAgain(action.key(), landed.get(key)));
            }
        }
        assertThat(look(1, MISSING)).isEmpty();

        // Then
        for (int second = 0; second < 3 * HEDGE_S / 2; second++) {
            assertThat(look(1, MISSING)).isEmpty();
        }
    }

    private static List<MissingTiles> frame(long frame, Integer... tiles) {
        return List.of(new MissingTiles(frame, List.of(tiles)));
    }

    /** Looks once a second, and returns what the last look asks for. */
    private List<Action> lookFor(int seconds) {
        List<Action> actions = nowSeconds == 1_000 ? look(0, MISSING) : List.of();
        for (int second = 0; second < seconds; second++) {
            assertThat(actions).as("before the last look").isEmpty();
            actions = look(1, MISSING);
        }
        return actions;
    }

    private List<Action> look(int laterSeconds, List<MissingTiles> missing) {
        nowSeconds += laterSeconds;
        return deadlines.look(
                Duration.ofSeconds(nowSeconds).toNanos(),
                epoch,
                missing,
                key -> Optional.ofNullable(landed.get(key)),
                service);
    }

    private void serve(int partition, long committed) {
        service.put(partition, new ServiceView(0, OptionalLong.of(committed), 1_000, true, ""));
    }
}
