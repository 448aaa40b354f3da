package io.tesela.ingest.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.TeselaException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

@Timeout(30)
class BlockingCallTest {
    private final Scheduler scheduler = Schedulers.newSingle("blocking-call-test", true);
    private final List<String> unwanted = new CopyOnWriteArrayList<>();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();

    @AfterEach
    void stop() {
        scheduler.dispose();
    }

    @Test
    void on_call_emitsItsResultOnTheScheduler() {
        StepVerifier.create(
                        BlockingCall.on(scheduler, () -> Thread.currentThread().getName(), unwanted::add))
                .assertNext(thread -> assertThat(thread).startsWith("blocking-call-test"))
                .verifyComplete();
        assertThat(unwanted).isEmpty();
    }

    @Test
    void on_callThatThrows_emitsThat() {
        StepVerifier.create(BlockingCall.on(scheduler, BlockingCallTest::refuse, unwanted::add))
                .verifyErrorMessage("no");
    }

    @Test
    void on_callThatRunsOutOfMemory_emitsAFailureThatKeepsIt() {
        // Given: an error that Reactor rethrows on the scheduler's thread, where nobody hears it
        Error fatal = new OutOfMemoryError("made up");

        // When, then
        StepVerifier.create(BlockingCall.on(scheduler, () -> throwing(fatal), unwanted::add))
                .verifyErrorSatisfies(error ->
                        assertThat(error).isInstanceOf(TeselaException.class).hasCause(fatal));
    }

    @Test
    void on_noDemand_holdsTheResult() {
        // Given
        TestSubscriber<String> taker =
                TestSubscriber.builder().initialRequest(0).build();
        BlockingCall.on(scheduler, () -> "made", unwanted::add).subscribe(taker);
        awaitScheduler();

        // Then
        assertThat(taker.getReceivedOnNext()).isEmpty();

        // When
        taker.request(1);

        // Then
        assertThat(taker.getReceivedOnNext()).containsExactly("made");
        assertThat(taker.isTerminatedComplete()).isTrue();
    }

    @Test
    void cancel_resultHeld_isThrownAway() {
        // Given
        TestSubscriber<String> taker =
                TestSubscriber.builder().initialRequest(0).build();
        BlockingCall.on(scheduler, () -> "made", unwanted::add).subscribe(taker);
        awaitScheduler();

        // When
        taker.cancel();

        // Then
        assertThat(unwanted).containsExactly("made");
    }

    @Test
    void cancel_whileTheCallRuns_doesNotInterruptItAndThrowsItsResultAway() throws Exception {
        // Given
        Disposable subscription =
                BlockingCall.on(scheduler, this::make, unwanted::add).subscribe();
        running.await();

        // When
        subscription.dispose();
        released.countDown();
        awaitScheduler();

        // Then
        assertThat(unwanted).containsExactly("made");
        assertThat(interrupted).isFalse();
    }

    @Test
    void cancel_usingWhenWhileItsResourceIsMade_throwsTheResourceAway() throws Exception {
        // Given
        Disposable subscription = Flux.usingWhen(
                        BlockingCall.on(scheduler, this::make, unwanted::add),
                        made -> Flux.never(),
                        made -> Mono.fromRunnable(() -> unwanted.add("closed " + made)))
                .subscribe();
        running.await();

        // When
        subscription.dispose();
        released.countDown();
        awaitScheduler();

        // Then: one of the two, never none
        assertThat(unwanted).containsExactly("made");
    }

    @Test
    void cancel_beforeTheCallRuns_leavesItOut() throws Exception {
        // Given: the scheduler is busy
        Disposable first = BlockingCall.on(scheduler, this::make, unwanted::add).subscribe();
        running.await();
        AtomicBoolean called = new AtomicBoolean();
        Disposable second = BlockingCall.on(scheduler, () -> called.getAndSet(true), late -> {})
                .subscribe();

        // When
        second.dispose();
        released.countDown();
        awaitScheduler();

        // Then
        assertThat(called).isFalse();
        first.dispose();
    }

    @Test
    void on_schedulerThatIsClosed_fails() {
        // Given
        scheduler.dispose();

        // Then
        StepVerifier.create(BlockingCall.on(scheduler, () -> "made", unwanted::add))
                .verifyError(RejectedExecutionException.class);
    }

    private String make() throws InterruptedException {
        running.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
        }
        return "made";
    }

    private static String refuse() {
        throw new IllegalStateException("no");
    }

    /** Returns once everything scheduled before has run. */
    private void awaitScheduler() {
        CountDownLatch reached = new CountDownLatch(1);
        scheduler.schedule(reached::countDown);
        try {
            assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String throwing(Error error) {
        throw error;
    }
}
