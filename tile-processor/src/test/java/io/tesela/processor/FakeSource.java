package io.tesela.processor;

import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.SourceView;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;

/** A source that a test drives; it fails whoever is given more than was asked for. */
final class FakeSource implements RecordSource {
    private final TestPublisher<Delivery> publisher = TestPublisher.create();
    private final List<String> notes = new ArrayList<>();
    private final SourceView view;

    FakeSource() {
        this(new SourceView(0, 0));
    }

    FakeSource(SourceView view) {
        this.view = view;
    }

    TestPublisher<Delivery> publisher() {
        return publisher;
    }

    /** Returns what was noted, which is stored at once. */
    List<String> notes() {
        return notes;
    }

    @Override
    public Flux<Delivery> deliveries() {
        return publisher.flux();
    }

    @Override
    public void pause(int partition) {}

    @Override
    public void resume(int partition) {}

    @Override
    public Mono<Void> note(int partition, String note) {
        return Mono.fromRunnable(() -> notes.add(note));
    }

    @Override
    public SourceView view() {
        return view;
    }
}
