package io.tesela.processor.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import io.tesela.processor.turn.TurnQueue.Turn;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TurnQueueTest {
    private static final JobId A = new JobId("a");
    private static final JobId B = new JobId("b");
    private static final JobId C = new JobId("c");

    private final TurnQueue<String> queue = new TurnQueue<>(1, Integer.MAX_VALUE);
    private int added;

    @Test
    void next_ofOneJob_isFirstComeFirstServed() {
        add(queue, A, 3);

        assertThat(run(queue, 5)).isEqualTo("a0");
        assertThat(run(queue, 50)).isEqualTo("a1");
        assertThat(run(queue, 1)).isEqualTo("a2");
        assertThat(queue.next()).isNull();
        assertThat(queue.jobs()).isZero();
    }

    @Test
    void next_whileAllTurnsAreTaken_isNull() {
        add(queue, A, 2);
        Turn<String> first = take(queue);

        assertThat(queue.ready()).isFalse();
        assertThat(queue.next()).isNull();

        queue.charge(first, 5);
        assertThat(queue.next()).as("charged, but its thread is not back").isNull();
        queue.giveBack();
        assertThat(queue.ready()).isTrue();
    }

    @Test
    void next_afterACostlyTile_givesTheOtherJobAsMuchTime() {
        add(queue, A, 3);
        add(queue, B, 60);

        assertThat(run(queue, 50)).startsWith("a");
        for (int i = 0; i < 50; i++) {
            assertThat(run(queue, 1)).startsWith("b");
        }
        assertThat(run(queue, 50)).startsWith("a");
    }

    @Test
    void add_ofAJobThatComesLate_startsWhereTheOthersAre() {
        add(queue, A, 30);
        for (int i = 0; i < 10; i++) {
            run(queue, 10);
        }

        add(queue, B, 20);

        // One interval of ten for each: no hundred to catch up with.
        assertThat(timeOf(B, 10, 10)).isBetween(40L, 60L);
    }

    @Test
    void add_ofAJobThatWasAway_hasSavedUpNothing() {
        add(queue, A, 40);
        add(queue, B, 1);
        for (int i = 0; i < 20; i++) {
            run(queue, 10);
        }

        add(queue, B, 20);

        assertThat(timeOf(B, 10, 10)).isBetween(40L, 60L);
    }

    @Test
    void add_ofAJobThatTookMoreThanItsShare_stillOwesIt() {
        add(queue, A, 1);
        add(queue, B, 30);
        assertThat(run(queue, 20)).startsWith("a");

        add(queue, A, 1);

        for (int i = 0; i < 20; i++) {
            assertThat(run(queue, 1)).startsWith("b");
        }
        assertThat(run(queue, 20)).startsWith("a");
    }

    @Test
    void next_withSeveralTurns_doesNotGiveAllToAJobOfWhichNothingIsKnown() {
        TurnQueue<String> four = new TurnQueue<>(4, Integer.MAX_VALUE);
        add(four, A, 4);
        add(four, B, 4);

        long ofA = 0;
        for (int i = 0; i < 4; i++) {
            ofA += take(four).entry().startsWith("a") ? 1 : 0;
        }

        assertThat(ofA).isEqualTo(2);
    }

    @Test
    void next_aFrameWithAllItMayHave_isPassedOver() {
        TurnQueue<String> limited = new TurnQueue<>(4, 1);
        limited.add(new TileKey(A, 0, 0), "a-0-0");
        limited.add(new TileKey(A, 0, 1), "a-0-1");
        limited.add(new TileKey(A, 1, 0), "a-1-0");

        Turn<String> first = take(limited);
        assertThat(take(limited).entry()).isEqualTo("a-1-0");
        assertThat(limited.next()).isNull();

        limited.charge(first, 5);
        assertThat(take(limited).entry())
                .as("its thread is not back, another turn is free")
                .isEqualTo("a-0-1");
    }

    @Test
    void uncharge_ofATileThatDidNotRun_costsItsJobNothing() {
        add(queue, A, 3);
        add(queue, B, 2);
        run(queue, 10);
        run(queue, 10);

        Turn<String> turn = take(queue);
        queue.uncharge(turn);
        queue.giveBack();

        assertThat(turn.entry()).startsWith("a");
        assertThat(take(queue).tile().job()).isEqualTo(A);
    }

    @Test
    void remove_ofTheOnlyTile_forgetsTheJob() {
        queue.add(new TileKey(C, 0, 0), "c");

        queue.remove(new TileKey(C, 0, 0), "another");
        assertThat(queue.waiting()).isEqualTo(1);
        queue.remove(new TileKey(C, 0, 0), "c");

        assertThat(queue.waiting()).isZero();
        assertThat(queue.jobs()).isZero();
        assertThat(queue.next()).isNull();
    }

    private void add(TurnQueue<String> to, JobId job, int tiles) {
        for (int i = 0; i < tiles; i++) {
            to.add(new TileKey(job, added, 0), job.toString() + added++);
        }
    }

    /** Runs tiles of one cost, and returns how much of the time a job got. */
    private long timeOf(JobId job, int tiles, long cost) {
        long time = 0;
        for (int i = 0; i < tiles; i++) {
            time += run(queue, cost).startsWith(job.toString()) ? cost : 0;
        }
        return time;
    }

    private static String run(TurnQueue<String> from, long cost) {
        Turn<String> turn = take(from);
        from.charge(turn, cost);
        from.giveBack();
        return turn.entry();
    }

    private static Turn<String> take(TurnQueue<String> from) {
        return Objects.requireNonNull(from.next());
    }
}
