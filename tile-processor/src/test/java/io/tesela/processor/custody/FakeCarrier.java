package io.tesela.processor.custody;

import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.SourceView;
import io.tesela.kafka.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A carrier that tells what it is asked, and answers when the test says so, or at once. One thread at a time. */
final class FakeCarrier implements RecordSource {
    private final List<String> events;
    private final Map<Integer, ServiceView> found;
    private final List<Sinks.Empty<Void>> unstored = new ArrayList<>();
    private boolean answering = true;

    /** @param events where it writes down what it is asked */
    FakeCarrier(List<String> events, Map<Integer, ServiceView> found) {
        this.events = events;
        this.found = found;
    }

    /** Has it keep notes from now on, until they are {@link #stored}. */
    void stopAnswering() {
        answering = false;
    }

    void stored(int note) {
        unstored.get(note).tryEmitEmpty().orThrow();
    }

    void refused(int note, RuntimeException error) {
        unstored.get(note).tryEmitError(error).orThrow();
    }

    Mono<Map<Integer, ServiceView>> look() {
        return Mono.fromSupplier(() -> {
            events.add("look");
            return found;
        });
    }

    @Override
    public Mono<Void> note(int partition, String note) {
        return Mono.defer(() -> {
            events.add("note " + partition + ": " + note);
            if (answering) {
                return Mono.empty();
            }
            Sinks.Empty<Void> answer = Sinks.empty();
            unstored.add(answer);
            return answer.asMono();
        });
    }

    static Delivery delivery(int partition, long offset, long generation) {
        FlowRecord record = FlowRecord.inPartition(Topics.TILES, partition, null, new byte[0], Map.of());
        return new Delivery() {
            @Override
            public FlowRecord record() {
                return record;
            }

            @Override
            public int partition() {
                return partition;
            }

            @Override
            public long offset() {
                return offset;
            }

            @Override
            public long generation() {
                return generation;
            }

            @Override
            public void acknowledge() {}
        };
    }

    @Override
    public Flux<Delivery> deliveries() {
        return Flux.never();
    }

    @Override
    public void pause(int partition) {}

    @Override
    public void resume(int partition) {}

    @Override
    public SourceView view() {
        return new SourceView(0, 0);
    }
}
