package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.testkit.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.subscriber.TestSubscriber;

@Timeout(30)
class CreditGateTest {
    private static final int WINDOW_FRAMES = 4;

    private final CreditGate gate = new CreditGate(new CreditWindow(WINDOW_FRAMES, 100, 1000), 0);

    @Test
    void permits_withoutDemand_areKept() {
        // Given
        TestSubscriber<Long> taker = TestSubscriber.builder().initialRequest(0).build();
        gate.permits().subscribe(taker);

        // When
        gate.released(3);

        // Then
        assertThat(taker.getReceivedOnNext()).isEmpty();

        // When
        taker.request(2);
        gate.released(10);
        taker.request(3);

        // Then
        assertThat(taker.getReceivedOnNext()).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void permits_windowUsedUp_waitForTheNextRelease() {
        // Given
        TestSubscriber<Long> taker = TestSubscriber.create();
        gate.permits().subscribe(taker);
        assertThat(taker.getReceivedOnNext()).containsExactly(0L, 1L, 2L, 3L);

        // When
        gate.released(1);

        // Then
        assertThat(taker.getReceivedOnNext()).endsWith(4L).hasSize(5);
        assertThat(taker.isTerminated()).isFalse();
    }

    @Test
    void permits_outputLeftLying_waitUntilItIsStored() {
        // Given
        TestSubscriber<Long> taker = TestSubscriber.create();
        gate.permits().subscribe(taker);
        gate.published(100, 0);

        // When
        gate.released(2);

        // Then
        assertThat(taker.getReceivedOnNext()).hasSize(WINDOW_FRAMES);

        // When
        gate.stored(50);

        // Then
        assertThat(taker.getReceivedOnNext()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void permits_cancelled_reportsAreHarmless() {
        // Given
        TestSubscriber<Long> taker = TestSubscriber.create();
        gate.permits().subscribe(taker);

        // When
        taker.cancel();
        gate.released(5);

        // Then
        assertThat(taker.getReceivedOnNext()).hasSize(WINDOW_FRAMES);
    }

    /** Reports from several threads at once, and demand from yet another: each number comes, once, in order. */
    @Test
    void permits_concurrentReportsAndDemand_eachNumberOnceInOrder() throws Exception {
        // Given
        Random random = Seeds.random("CreditGate");
        for (int round = 0; round < 15; round++) {
            CreditGate shared = new CreditGate(new CreditWindow(WINDOW_FRAMES, 100, 1000), 0);
            TestSubscriber<Long> taker =
                    TestSubscriber.builder().initialRequest(0).build();
            shared.permits().subscribe(taker);
            int last = 300;
            List<Thread> threads = new ArrayList<>();
            CyclicBarrier start = new CyclicBarrier(4);

            // When
            for (int reporter = 0; reporter < 3; reporter++) {
                List<Long> reports =
                        new ArrayList<>(LongStream.rangeClosed(1, last).boxed().toList());
                Collections.shuffle(reports, random);
                threads.add(new Thread(() -> {
                    meet(start);
                    reports.forEach(shared::released);
                }));
            }
            threads.add(new Thread(() -> {
                meet(start);
                for (int i = 0; i < last + WINDOW_FRAMES; i++) {
                    taker.request(1);
                }
            }));
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }

            // Then: nothing is still to come
            assertThat(taker.getReceivedOnNext())
                    .containsExactlyElementsOf(
                            LongStream.range(0, last + WINDOW_FRAMES).boxed().toList());
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
