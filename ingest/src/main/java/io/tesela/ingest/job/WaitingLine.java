package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.config.IngestConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Whose job may run: so many at once, so many of one client, the others wait in the order they came.
 *
 * <p>A job whose client has as many running as it may lets others pass.
 *
 * <ul>
 *   <li><b>Backpressure:</b> at most {@link IngestConfig.JobLimits#maxWaiting()} wait; one more is refused.
 *   <li><b>Threads:</b> any; signals come on the thread of whoever left.
 *   <li><b>Errors:</b> {@link FailureCode#BUSY}.
 * </ul>
 */
final class WaitingLine {
    private final IngestConfig.JobLimits limits;
    private final List<Place> waiting = new ArrayList<>();
    private final Map<String, Integer> runningOfClient = new HashMap<>();
    private int running;

    WaitingLine(IngestConfig.JobLimits limits) {
        this.limits = limits;
    }

    /** One job in the line or at work. */
    static final class Place {
        private final String client;
        private final Sinks.Many<Long> ahead = Sinks.many().replay().latest();
        private boolean admitted;
        private boolean taken;
        private boolean left;
        private long told = -1;

        private Place(String client) {
            this.client = client;
        }

        /** Returns whose jobs are counted together. */
        String client() {
            return client;
        }

        /** Emits how many go first, the latest at once and each time that changes; completes with {@link #admitted}. */
        Flux<Long> ahead() {
            return ahead.asFlux().onBackpressureLatest();
        }

        /** Completes when the job may run. */
        Mono<Void> admitted() {
            return ahead.asFlux().then();
        }

        private void tell(long number) {
            if (number != told) {
                told = number;
                ahead.emitNext(number, Sinks.EmitFailureHandler.FAIL_FAST);
            }
        }
    }

    /**
     * Joins the line, at its end.
     *
     * @param client whose jobs are counted together
     * @throws TeselaException if the line is full
     */
    synchronized Place enter(String client) {
        Place place = new Place(client);
        if (!mayRun(place) && waiting.size() >= limits.maxWaiting()) {
            throw new TeselaException(
                    FailureCode.BUSY,
                    "the server works on " + running + " jobs, and " + waiting.size()
                            + " wait (expected: fewer; try again later)");
        }
        waiting.add(place);
        moveUp();
        return place;
    }

    /** Gives a place to a job that had one in a former life of this ingest, whatever the limits are now. */
    synchronized Place reclaim(String client) {
        Place place = new Place(client);
        place.taken = true;
        admit(place);
        return place;
    }

    /** Notes that a job works now, which will leave the place. */
    synchronized void take(Place place) {
        place.taken = true;
    }

    /** Leaves the line, unless a job works in that place. */
    synchronized void giveUp(Place place) {
        if (!place.taken) {
            leave(place);
        }
    }

    /** Leaves the line, or makes room for the next one; once is enough. */
    synchronized void leave(Place place) {
        if (place.left) {
            return;
        }
        place.left = true;
        if (place.admitted) {
            running--;
            runningOfClient.merge(place.client, -1, WaitingLine::sumOrNothing);
        } else {
            waiting.remove(place);
        }
        moveUp();
    }

    synchronized int waiting() {
        return waiting.size();
    }

    private void moveUp() {
        for (Place place : List.copyOf(waiting)) {
            if (mayRun(place)) {
                admit(place);
            }
        }
        for (int number = 0; number < waiting.size(); number++) {
            waiting.get(number).tell(number);
        }
    }

    private boolean mayRun(Place place) {
        return running < limits.maxRunning() && runningOfClient.getOrDefault(place.client, 0) < limits.maxPerClient();
    }

    private void admit(Place place) {
        waiting.remove(place);
        place.admitted = true;
        running++;
        runningOfClient.merge(place.client, 1, Integer::sum);
        place.ahead.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
    }

    private static @Nullable Integer sumOrNothing(int before, int change) {
        return before + change == 0 ? null : before + change;
    }
}
