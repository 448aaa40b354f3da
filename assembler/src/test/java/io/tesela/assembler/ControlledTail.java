package io.tesela.assembler;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.LogTail;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A progress log whose end is reached when the test says so. */
final class ControlledTail implements LogTail {
    private Sinks.Empty<Void> end = Sinks.empty();
    private int asked;

    @Override
    public Flux<FlowRecord> records() {
        return Flux.never();
    }

    @Override
    public Mono<Void> caughtUp() {
        return Mono.defer(() -> {
            asked++;
            return end.asMono();
        });
    }

    int asked() {
        return asked;
    }

    void read() {
        Sinks.Empty<Void> reached = end;
        end = Sinks.empty();
        reached.tryEmitEmpty().orThrow();
    }
}
