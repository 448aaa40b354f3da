package io.tesela.kafka.memory;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.InFlightGate;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TransportException;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/** A sink over in-memory topics; a call also waits where a partition has too many unread bytes. */
final class MemorySink implements RecordSink {
    private final SinkSettings settings;
    private final Function<String, MemoryTopic> topics;
    private final Scheduler scheduler;
    private final InFlightGate gate;

    MemorySink(SinkSettings settings, Function<String, MemoryTopic> topics, Scheduler scheduler) {
        this.settings = settings;
        this.topics = topics;
        this.scheduler = scheduler;
        this.gate = new InFlightGate(settings.maxInFlightRecords(), settings.maxInFlightBytes());
    }

    @Override
    public Mono<Position> send(FlowRecord record) {
        return sendAll(List.of(record)).map(positions -> positions.get(0));
    }

    @Override
    public Mono<List<Position>> sendAll(List<FlowRecord> records) {
        List<FlowRecord> batch = List.copyOf(records);
        if (batch.isEmpty()) {
            return Mono.just(List.of());
        }
        long bytes = 0;
        for (FlowRecord record : batch) {
            if (record.sizeBytes() > settings.maxRecordBytes()) {
                return Mono.error(new TransportException(
                        "record for " + record.topic() + ": " + record.sizeBytes() + " bytes (expected: <= "
                                + settings.maxRecordBytes() + ")",
                        false,
                        null));
            }
            bytes += record.sizeBytes();
        }
        Mono<List<Position>> call = Mono.create(done -> append(batch, done));
        return gate.admit(batch.size(), bytes, call).publishOn(scheduler);
    }

    @Override
    public void close() {
        gate.close(new TransportException("sink " + settings.clientId() + " is closed", false, null));
    }

    private void append(List<FlowRecord> batch, MonoSink<List<Position>> done) {
        PendingAppend.Call call = new PendingAppend.Call(batch.size(), done);
        done.onCancel(() -> withdraw(batch, call));
        for (int index = 0; index < batch.size(); index++) {
            FlowRecord record = batch.get(index);
            MemoryTopic topic = topics.apply(record.topic());
            PendingAppend append = new PendingAppend(record, record.sizeBytes(), index, call);
            topic.runLocked(() -> topic.append(append));
        }
    }

    private void withdraw(List<FlowRecord> batch, PendingAppend.Call call) {
        batch.stream()
                .map(FlowRecord::topic)
                .distinct()
                .map(topics)
                .forEach(topic -> topic.runLocked(() -> topic.withdraw(call)));
    }
}
