package io.tesela.ingest.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.testing.FakeEncoders;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class PreviewDeskTest {
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final PreviewDesk desk = new PreviewDesk(FakeEncoders.noPreviews(), 1, Schedulers.fromExecutor(work::add));
    private final Disposable running = desk.run().subscribe();

    @Test
    void order_isMade_andGivenToWhoeverAsked() {
        List<byte[]> made = new ArrayList<>();
        desk.order(maker -> new byte[] {1}).subscribe(made::add);
        desk.order(maker -> new byte[] {2}).subscribe(made::add);
        assertThat(desk.open()).isEqualTo(2);

        work();

        assertThat(made).containsExactly(new byte[] {1}, new byte[] {2});
        assertThat(desk.open()).isZero();
    }

    @Test
    void order_thatFails_tellsWhoeverAsked_andTheNextIsMade() {
        List<Throwable> failures = new ArrayList<>();
        List<byte[]> made = new ArrayList<>();
        desk.order(maker -> {
                    throw new IllegalStateException("no picture");
                })
                .subscribe(unused -> {}, failures::add);
        desk.order(maker -> new byte[] {2}).subscribe(made::add);

        work();

        assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessage("no picture"));
        assertThat(made).hasSize(1);
    }

    /** Somebody who scrolls past a hundred pictures does not keep the next one waiting for them. */
    @Test
    void order_thatNobodyWaitsForAnyMore_isNotMade() {
        AtomicInteger calls = new AtomicInteger();
        desk.order(maker -> new byte[] {(byte) calls.incrementAndGet()}).subscribe();
        desk.order(maker -> new byte[] {(byte) calls.incrementAndGet()})
                .subscribe()
                .dispose();

        work();

        assertThat(calls).hasValue(1);
        assertThat(desk.open()).isZero();
    }

    @Test
    void order_beyondThoseThatMayWait_isRefused_untilThereIsRoom() {
        for (int i = 0; i < 70; i++) {
            desk.order(maker -> new byte[1])
                    .onErrorComplete(TeselaException.class)
                    .subscribe();
        }

        StepVerifier.create(desk.order(maker -> new byte[1]))
                .expectErrorMessage("too many previews are waited for (expected: at most 64)")
                .verify(Duration.ofSeconds(5));

        work();
        List<byte[]> made = new ArrayList<>();
        desk.order(maker -> new byte[1]).subscribe(made::add);
        work();
        assertThat(made).hasSize(1);
        running.dispose();
    }

    private void work() {
        for (Runnable next = work.poll(); next != null; next = work.poll()) {
            next.run();
        }
    }
}
