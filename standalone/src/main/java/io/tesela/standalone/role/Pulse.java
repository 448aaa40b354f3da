package io.tesela.standalone.role;

import io.tesela.kafka.flow.Transport;
import io.tesela.telemetry.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Whether a broker answers its clients, found out by asking it all the time.
 *
 * <p><b>Backpressure:</b> one question at a time. <b>Threads:</b> the given scheduler's; reading never waits.
 * <b>Ownership:</b> {@link #close} ends the questions; transport and scheduler stay the caller's.
 */
final class Pulse implements Readiness, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Transport transport;
    private final Scheduler scheduler;
    private final Disposable asking;
    private volatile Optional<String> obstacle = Optional.of("broker: not asked yet");

    Pulse(Transport transport, Scheduler scheduler) {
        this.transport = transport;
        this.scheduler = scheduler;
        this.asking = Flux.interval(Duration.ZERO, PERIOD, scheduler)
                .onBackpressureDrop()
                .concatMap(tick -> ask(), 1)
                .subscribe(answer -> obstacle = answer);
    }

    @Override
    public Optional<String> obstacle() {
        return obstacle;
    }

    @Override
    public void close() {
        asking.dispose();
    }

    private Mono<Optional<String>> ask() {
        return transport
                .existing(List.of())
                .timeout(PATIENCE, scheduler)
                .map(topics -> Optional.<String>empty())
                .onErrorResume(Exception.class, this::unanswered);
    }

    private Mono<Optional<String>> unanswered(Exception error) {
        LOG.atWarn().setCause(error).log("the broker does not answer");
        return Mono.just(Optional.of("broker: no answer to a client: " + error.getMessage()));
    }
}
