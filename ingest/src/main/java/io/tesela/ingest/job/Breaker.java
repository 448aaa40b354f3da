package io.tesela.ingest.job;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Ends a flux with a failure from elsewhere: cancels it, then emits the failure.
 *
 * <p>{@code takeUntilOther} alone does not do: it passes an error of the other on, and leaves the flux itself running.
 *
 * <ul>
 *   <li><b>Threads:</b> any; the failure is emitted on the thread of {@link #trip}.
 *   <li><b>Errors:</b> the first failure counts; one that comes when the flux has ended changes nothing.
 * </ul>
 */
public final class Breaker {
    private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();
    private final Sinks.Empty<Void> tripped = Sinks.empty();

    /** Ends the flux, now or as soon as it is subscribed to. */
    public void trip(Throwable failure) {
        if (cause.compareAndSet(null, failure)) {
            tripped.tryEmitEmpty();
        }
    }

    /** Returns why this was tripped; null if it was not. */
    @Nullable
    Throwable reason() {
        return cause.get();
    }

    /** Completes when this is tripped. */
    public Mono<Void> tripped() {
        return tripped.asMono();
    }

    /** Returns {@code flux} until this is tripped; for {@link Flux#transform}. */
    public <T> Flux<T> guard(Flux<T> flux) {
        return flux.takeUntilOther(tripped.asMono())
                .concatWith(Mono.defer(this::failure))
                .onErrorMap(this::because);
    }

    /** Returns why this was tripped, of which an error that comes afterwards is a consequence; else the error. */
    public Throwable because(Throwable error) {
        Throwable failure = cause.get();
        return failure == null ? error : failure;
    }

    private <T> Mono<T> failure() {
        Throwable failure = cause.get();
        return failure == null ? Mono.empty() : Mono.error(failure);
    }
}
