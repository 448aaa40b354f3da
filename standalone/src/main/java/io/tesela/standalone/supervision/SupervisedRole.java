package io.tesela.standalone.supervision;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One role that is started again whenever its process ends.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one child at a time.
 *   <li><b>Threads:</b> all state is touched on the given scheduler alone, which must have one thread.
 *   <li><b>Ownership:</b> the child outlives a cancelled {@link #run}; {@link #stop} ends it.
 *   <li><b>Errors:</b> {@link #run} fails with a {@link TeselaException} when the role is given up; no child is left then.
 * </ul>
 */
final class SupervisedRole {
    /** How long the system may take to end a process that was killed. */
    static final Duration KILL_BOUND = Duration.ofSeconds(1);

    private final String name;
    private final Starter starter;
    private final Scheduler timer;
    private final DoubleSupplier random;
    private final Consumer<String> tell;
    private final Sinks.One<Announcement> firstReady = Sinks.one();
    private Restarts restarts;
    private Optional<Announcement> known = Optional.empty();
    private boolean stopped;

    /** Null before the first start. */
    private @Nullable Child child;

    /** Null while the child is not ready. */
    private @Nullable Duration readySince;

    /** Starts a process of the role. */
    @FunctionalInterface
    interface Starter {
        /**
         * Returns the child; one that could not be started has ended.
         *
         * @param known what the last child that was ready announced: the next is to be found in the same place
         * @param failedStarts starts since then that came to nothing
         */
        Child start(Optional<Announcement> known, int failedStarts);
    }

    /**
     * @param name of the role, first word of every sentence
     * @param timer keeps the time, and runs everything
     * @param random from 0 to 1, each time anew
     * @param tell takes sentences for people; must not block for long
     */
    SupervisedRole(
            String name,
            Starter starter,
            RestartLimits limits,
            Scheduler timer,
            DoubleSupplier random,
            Consumer<String> tell) {
        this.name = name;
        this.starter = starter;
        this.restarts = Restarts.none(limits);
        this.timer = timer;
        this.random = random;
        this.tell = tell;
    }

    String name() {
        return name;
    }

    /** Emits what the first child that got ready announced. */
    Mono<Announcement> ready() {
        return firstReady.asMono();
    }

    /** Returns what the last child that got ready announced; asked on the timer alone. */
    Optional<Announcement> known() {
        return known;
    }

    /** Keeps the role running; never completes. Subscribed to once. */
    Mono<Void> run() {
        return Mono.defer(this::live)
                .subscribeOn(timer)
                .flatMap(this::next)
                .repeat()
                .then();
    }

    /**
     * Ends the child, if there is one, and completes when it is gone; no other is started.
     *
     * @param bound how long it may take to its own end before it is killed
     */
    Mono<Void> stop(Duration bound) {
        return Mono.defer(() -> stopWithin(bound)).subscribeOn(timer);
    }

    private Mono<Restarts.Life> live() {
        // A pause that ends while the role is being stopped must not start what nobody would end.
        if (stopped) {
            return Mono.never();
        }
        Child started = starter.start(known, restarts.failedStarts());
        child = started;
        readySince = null;
        return awaitReady(started).then(started.ended()).publishOn(timer).map(this::lived);
    }

    private Mono<Announcement> awaitReady(Child started) {
        return started.ready()
                .publishOn(timer)
                .timeout(restarts.limits().startLimit(), killed(started), timer)
                .doOnNext(this::isReady);
    }

    private Mono<Announcement> killed(Child late) {
        return Mono.fromRunnable(() -> {
            tell.accept(name + " is not ready after "
                    + restarts.limits().startLimit().toSeconds() + " s; it is killed");
            late.kill();
        });
    }

    private void isReady(Announcement announcement) {
        readySince = now();
        known = Optional.of(announcement);
        if (restarts.restarts() > 0) {
            tell.accept(name + " is ready again: " + announcement.where());
        }
        firstReady.tryEmitValue(announcement); // later ones are refused, as is meant
    }

    private Restarts.Life lived(Ending ending) {
        return new Restarts.Life(ending, Optional.ofNullable(readySince).map(since -> now().minus(since)));
    }

    private Mono<Long> next(Restarts.Life life) {
        Restarts.Decision decision = restarts.ended(life, random.getAsDouble());
        if (decision instanceof Restarts.Again again) {
            restarts = again.next();
            tell.accept(name + " " + again.sentence());
            return Mono.delay(again.pause(), timer);
        }
        return Mono.error(new TeselaException(FailureCode.INTERNAL, name + " " + decision.sentence()));
    }

    private Mono<Void> stopWithin(Duration bound) {
        stopped = true;
        Child last = child;
        if (last == null) {
            return Mono.empty();
        }
        last.ask();
        return last.ended().then().timeout(bound, broken(last, bound), timer);
    }

    private Mono<Void> broken(Child late, Duration bound) {
        return Mono.fromRunnable(() -> {
                    tell.accept(name + " did not end in " + bound.toSeconds() + " s; it is killed");
                    late.kill();
                })
                .then(late.ended())
                .then()
                .timeout(KILL_BOUND, Mono.empty(), timer);
    }

    /** Of the scheduler, so that tests need not wait; a clock that is set meanwhile makes a pause longer or shorter once. */
    private Duration now() {
        return Duration.ofMillis(timer.now(TimeUnit.MILLISECONDS));
    }
}
