package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.config.IngestConfig.JobLimits;
import io.tesela.ingest.job.WaitingLine.Place;
import io.tesela.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

class WaitingLineTest {
    @Test
    void enter_roomForTwo_thirdWaitsUntilOneLeaves() {
        // Given
        WaitingLine line = new WaitingLine(new JobLimits(2, 5, 2));
        Place first = line.enter("a");
        Place second = line.enter("b");
        StepVerifier.create(first.admitted()).verifyComplete();
        StepVerifier.create(second.admitted()).verifyComplete();

        // When
        Place third = line.enter("c");
        Place fourth = line.enter("d");
        TestSubscriber<Long> ahead = TestSubscriber.create();
        fourth.ahead().subscribe(ahead);

        // Then
        assertThat(ahead.getReceivedOnNext()).containsExactly(1L);
        assertThat(line.waiting()).isEqualTo(2);

        // When
        line.leave(first);

        // Then
        StepVerifier.create(third.admitted()).verifyComplete();
        assertThat(ahead.getReceivedOnNext()).containsExactly(1L, 0L);

        // When
        line.leave(second);

        // Then
        assertThat(ahead.isTerminatedComplete()).isTrue();
    }

    @Test
    void enter_clientWithItsShareRunning_letsOthersPass() {
        // Given
        WaitingLine line = new WaitingLine(new JobLimits(3, 5, 1));
        Place greedy = line.enter("a");
        Place more = line.enter("a");

        // When
        Place other = line.enter("b");

        // Then
        StepVerifier.create(other.admitted()).verifyComplete();
        assertThat(line.waiting()).isEqualTo(1);

        // When
        line.leave(greedy);

        // Then
        StepVerifier.create(more.admitted()).verifyComplete();
    }

    @Test
    void enter_fullLine_isBusy() {
        // Given
        WaitingLine line = new WaitingLine(new JobLimits(1, 1, 1));
        Place running = line.enter("a");
        Place waiting = line.enter("b");

        // Then
        assertThatThrownBy(() -> line.enter("c"))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BUSY))
                .hasMessageContaining("works on 1 jobs, and 1 wait (expected: fewer");

        // When: whoever gives up, twice at that, makes room once
        line.leave(waiting);
        line.leave(waiting);

        // Then
        assertThat(line.enter("c")).isNotNull();
        assertThatThrownBy(() -> line.enter("d")).isInstanceOf(TeselaException.class);
        line.leave(running);
        assertThat(line.waiting()).isZero();
    }

    @Test
    void anySchedule_keepsTheLimitsAndLetsNobodyWaitForNothing() {
        Random random = Seeds.random("WaitingLine");
        for (int round = 0; round < 200; round++) {
            JobLimits limits = new JobLimits(1 + random.nextInt(4), random.nextInt(5), 1 + random.nextInt(3));
            WaitingLine line = new WaitingLine(limits);
            List<Entered> inside = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                if (random.nextBoolean()) {
                    String client = "c" + random.nextInt(3);
                    try {
                        inside.add(new Entered(client, line.enter(client)));
                    } catch (TeselaException e) {
                        assertThat(line.waiting()).isEqualTo(limits.maxWaiting());
                    }
                } else if (!inside.isEmpty()) {
                    line.leave(inside.remove(random.nextInt(inside.size())).place);
                }
                assertFair(inside, line, limits);
            }
        }
    }

    private static void assertFair(List<Entered> inside, WaitingLine line, JobLimits limits) {
        List<Entered> running = inside.stream().filter(Entered::runs).toList();
        assertThat(running).hasSizeLessThanOrEqualTo(limits.maxRunning());
        assertThat(inside).hasSize(running.size() + line.waiting());
        for (Entered entered : inside) {
            long ofClient = running.stream()
                    .filter(r -> r.client.equals(entered.client))
                    .count();
            assertThat(ofClient).isLessThanOrEqualTo(limits.maxPerClient());
            if (!entered.runs()) {
                assertThat(running.size() == limits.maxRunning() || ofClient == limits.maxPerClient())
                        .as("waits for a reason")
                        .isTrue();
            }
        }
    }

    private record Entered(String client, Place place) {
        boolean runs() {
            TestSubscriber<Void> admitted = TestSubscriber.create();
            place.admitted().subscribe(admitted);
            return admitted.isTerminated();
        }
    }
}
