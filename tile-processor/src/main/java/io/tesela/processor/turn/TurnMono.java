package io.tesela.processor.turn;

import io.tesela.domain.job.TileKey;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** Work that waits at a {@link TurnGate} for its turn. */
final class TurnMono<T> extends Mono<T> {
    private final TurnGate gate;
    private final TileKey tile;
    private final Supplier<? extends @Nullable T> work;

    TurnMono(TurnGate gate, TileKey tile, Supplier<? extends @Nullable T> work) {
        this.gate = gate;
        this.tile = tile;
        this.work = work;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        actual.onSubscribe(new TurnCall<>(gate, tile, work, actual));
    }
}
