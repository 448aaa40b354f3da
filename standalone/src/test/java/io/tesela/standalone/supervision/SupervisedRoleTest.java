package io.tesela.standalone.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.TeselaException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class SupervisedRoleTest {
    private static final Duration STOP_BOUND = Duration.ofSeconds(3);

    /** Pauses of 100, 200, 400 ms, with a jitter that the random number makes none. */
    private static final RestartLimits LIMITS = new RestartLimits(
            Duration.ofMillis(100), Duration.ofMillis(400), 0.5, Duration.ofSeconds(60), Duration.ofSeconds(30), 3);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<FakeChild> children = new ArrayList<>();
    private final List<String> places = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private Supplier<FakeChild> births = FakeChild::new;
    private final SupervisedRole role = new SupervisedRole("ingest", this::start, LIMITS, time, () -> 0, told::add);

    @AfterEach
    void dispose() {
        time.dispose();
    }

    @Test
    void run_childThatIsReady_isLeftAlone() {
        // Given
        run();

        // When
        last().announce(8080, 9090);
        pass(Duration.ofHours(1));

        // Then
        assertThat(children).hasSize(1);
        assertThat(told).isEmpty();
        assertThat(role.ready().block()).isEqualTo(new Announcement(4711, 8080, 9090));
    }

    @Test
    void run_childThatEnds_isStartedAgainAfterThePauseInTheSamePlace() {
        // Given
        run();
        last().announce(8080, 9090);

        // When
        last().end(137);
        pass(Duration.ofMillis(99));

        // Then
        assertThat(children).hasSize(1);
        pass(Duration.ofMillis(1));
        assertThat(places).containsExactly("nowhere 0", "8080 9090 0");
        assertThat(told)
                .containsExactly("ingest ended with exit code 137 (SIGKILL); it is started again in 0.1 s (restart 1)");
        last().announce(8080, 9090);
        pass(Duration.ZERO);
        assertThat(told.get(1)).isEqualTo("ingest is ready again: process 4711, http://localhost:8080/metrics");
    }

    @Test
    void run_childThatLivedLong_isStartedAgainAfterTheFirstPause() {
        // Given
        run();
        last().announce(1, 0);
        last().end(1);
        pass(Duration.ofMillis(100));
        last().announce(1, 0);
        last().end(1);
        pass(Duration.ofMillis(200));
        last().announce(1, 0);

        // When
        pass(LIMITS.settledAfter());
        last().end(1);
        pass(Duration.ofMillis(100));

        // Then
        assertThat(children).hasSize(4);
    }

    @Test
    void run_timeBeforeItWasReady_isNoPartOfItsLife() {
        // Given
        run();
        last().end(1);
        pass(Duration.ofMillis(100));
        pass(LIMITS.startLimit().minusSeconds(1));
        last().announce(1, 0);

        // When
        pass(LIMITS.settledAfter().minusSeconds(1));
        last().end(1);

        // Then
        assertThat(told.get(told.size() - 1)).contains("started again in 0.2 s");
    }

    @Test
    void run_childThatDoesNotStart_isGivenUpAfterTheLastTry() {
        // Given
        run();

        // When
        for (int start = 0; start < LIMITS.failedStarts(); start++) {
            last().end(5, Optional.of("port 9090 is in use"));
            pass(Duration.ofSeconds(1));
        }

        // Then
        assertThat(places).containsExactly("nowhere 0", "nowhere 1", "nowhere 2");
        assertThat(failures)
                .singleElement()
                .isInstanceOfSatisfying(
                        TeselaException.class,
                        failure -> assertThat(failure.sentence())
                                .isEqualTo("ingest does not start: port 9090 is in use (starts that failed: 3)"));
        pass(Duration.ofHours(1));
        assertThat(children).hasSize(3);
    }

    @Test
    void run_childThatIsNeverReady_isKilledAndTriedAgain() {
        // Given
        run();

        // When
        pass(LIMITS.startLimit());

        // Then
        assertThat(last().killed()).isTrue();
        assertThat(told)
                .containsExactly(
                        "ingest is not ready after 30 s; it is killed",
                        "ingest ended with exit code 137 (SIGKILL); it is started again in 0.1 s (restart 1; start 2"
                                + " of at most 3)");
        pass(Duration.ofMillis(100));
        assertThat(children).hasSize(2);
    }

    @Test
    void run_childThatTheSystemDoesNotStart_isTriedAgain() {
        // Given
        Child unborn = ChildProcess.start("ingest", List.of("/nonexistent/java"), told::add);
        SupervisedRole other =
                new SupervisedRole("ingest", (known, failed) -> unborn, LIMITS, time, () -> 0, told::add);

        // When
        Disposable running = other.run().subscribe(nothing -> {}, failures::add);
        pass(Duration.ofSeconds(2));

        // Then
        assertThat(running.isDisposed()).isTrue();
        assertThat(failures)
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).hasMessageStartingWith("ingest does not start: Cannot run program"));
        assertThat(told).hasSize(2).allMatch(line -> line.startsWith("ingest could not be started; "));
    }

    @Test
    void stop_childThatObeys_isAskedOnlyAndNotStartedAgain() {
        // Given
        births = () -> new FakeChild().obedient();
        Disposable running = run();
        last().announce(1, 0);
        running.dispose();

        // When
        List<String> stopped = stop();

        // Then
        assertThat(stopped).containsExactly("stopped");
        assertThat(last().asked()).isTrue();
        assertThat(last().killed()).isFalse();
        pass(Duration.ofHours(1));
        assertThat(children).hasSize(1);
        assertThat(told).isEmpty();
    }

    @Test
    void stop_childThatDoesNotObey_isKilledAfterTheBound() {
        // Given
        run().dispose();

        // When
        List<String> stopped = stop();
        pass(STOP_BOUND.minusMillis(1));

        // Then
        assertThat(last().killed()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(last().killed()).isTrue();
        assertThat(stopped).containsExactly("stopped");
        assertThat(told).containsExactly("ingest did not end in 3 s; it is killed");
    }

    @Test
    void stop_childThatCannotBeKilled_isWaitedForNoLonger() {
        // Given
        births = () -> new FakeChild().immortal();
        run().dispose();

        // When
        List<String> stopped = stop();
        pass(STOP_BOUND);

        // Then
        assertThat(stopped).isEmpty();
        pass(SupervisedRole.KILL_BOUND);
        assertThat(stopped).containsExactly("stopped");
    }

    @Test
    void stop_inAPause_startsNothing() {
        // Given
        run();
        last().end(1);

        // When: the role is still being run, as when the pause ends in this very moment
        List<String> stopped = stop();
        pass(Duration.ofHours(1));

        // Then
        assertThat(stopped).containsExactly("stopped");
        assertThat(children).hasSize(1);
    }

    @Test
    void stop_beforeTheFirstStart_startsNothing() {
        // When
        List<String> stopped = stop();
        run();

        // Then
        assertThat(stopped).containsExactly("stopped");
        assertThat(children).isEmpty();
    }

    @Test
    void run_cancelledInAPause_startsNothing() {
        // Given
        Disposable running = run();
        last().end(1);

        // When
        running.dispose();
        pass(Duration.ofHours(1));

        // Then
        assertThat(children).hasSize(1);
    }

    private Disposable run() {
        Disposable running = role.run().subscribe(nothing -> {}, failures::add);
        pass(Duration.ZERO);
        return running;
    }

    private List<String> stop() {
        List<String> signals = new ArrayList<>();
        Mono<Void> stopping = role.stop(STOP_BOUND);
        stopping.subscribe(nothing -> {}, failures::add, () -> signals.add("stopped"));
        pass(Duration.ZERO);
        return signals;
    }

    private void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    private FakeChild last() {
        return children.get(children.size() - 1);
    }

    private Child start(Optional<Announcement> known, int failedStarts) {
        FakeChild child = births.get();
        children.add(child);
        @Nullable Announcement place = known.orElse(null);
        places.add((place == null ? "nowhere" : place.httpPort() + " " + place.port()) + " " + failedStarts);
        return child;
    }
}
