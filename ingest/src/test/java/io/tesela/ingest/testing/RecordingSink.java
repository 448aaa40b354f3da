package io.tesela.ingest.testing;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Keeps what is sent, and answers as it is told: by default at once, from offset 100 on. */
public final class RecordingSink implements RecordSink {
    private final List<FlowRecord> sent = new CopyOnWriteArrayList<>();
    private final AtomicLong offsets = new AtomicLong(100);
    private volatile UnaryOperator<Mono<List<Position>>> answer = landed -> landed;

    /** Has the answers of all later calls made by {@code how} of the ordinary ones. */
    public void answer(UnaryOperator<Mono<List<Position>>> how) {
        answer = how;
    }

    /** Returns every record whose sending was subscribed to. */
    public List<FlowRecord> sent() {
        return sent;
    }

    @Override
    public Mono<Position> send(FlowRecord record) {
        return sendAll(List.of(record)).map(positions -> positions.get(0));
    }

    @Override
    public Mono<List<Position>> sendAll(List<FlowRecord> records) {
        return Mono.defer(() -> answer.apply(Mono.just(land(records))));
    }

    @Override
    public void close() {}

    private List<Position> land(List<FlowRecord> records) {
        sent.addAll(records);
        return records.stream()
                .map(record -> new Position(record.topic(), record.partition().orElse(0), offsets.getAndIncrement()))
                .toList();
    }
}
