package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.InFlightGate;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderOptions;
import reactor.kafka.sender.SenderRecord;
import reactor.kafka.sender.SenderResult;

/**
 * A sink over Kafka.
 *
 * <p>Each call is a send of its own, and so has its own error; the sender's single thread, where the producer may block, takes
 * them in the order in which the gate lets them through.
 */
final class ReactorRecordSink implements RecordSink {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final SinkSettings settings;
    private final InFlightGate gate;
    private final KafkaSender<byte[], byte[]> sender;
    private final KafkaClientMeters.Binding shown;
    private final Scheduler scheduler;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ReactorRecordSink(
            SinkSettings settings,
            KafkaSender<byte[], byte[]> sender,
            KafkaClientMeters.Binding shown,
            Scheduler scheduler) {
        this.settings = settings;
        this.gate = new InFlightGate(settings.maxInFlightRecords(), settings.maxInFlightBytes());
        this.sender = sender;
        this.shown = shown;
        this.scheduler = scheduler;
    }

    /** Makes the producer at once, and blocks for it. */
    static ReactorRecordSink open(
            SinkSettings settings, Map<String, Object> properties, KafkaClientMeters meters, Scheduler scheduler) {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        SenderOptions<byte[], byte[]> options = SenderOptions.<byte[], byte[]>create(properties)
                .scheduler(Schedulers.immediate())
                .stopOnError(false)
                .closeTimeout(CLOSE_TIMEOUT);
        KafkaSender<byte[], byte[]> sender = KafkaSender.create(new ReadyProducerFactory(producer), options);
        // Fills the sender's cache of its producer, here and now: a first send that filled it could be overtaken by a
        // second.
        sender.doOnProducer(ready -> true).subscribe();
        return new ReactorRecordSink(settings, sender, meters.producer(producer), scheduler);
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
                return Mono.error(tooLarge(record));
            }
            bytes += record.sizeBytes();
        }
        return gate.admit(batch.size(), bytes, publish(batch)).publishOn(scheduler);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            gate.close(new TransportException("sink " + settings.clientId() + " is closed", false, null));
            shown.close();
            sender.close();
        }
    }

    private Mono<List<Position>> publish(List<FlowRecord> batch) {
        return sender.send(toSender(batch))
                .filter(result -> result.exception() == null)
                .collect(() -> new Position[batch.size()], ReactorRecordSink::place)
                .map(List::of)
                .onErrorMap(error ->
                        KafkaFailures.wrap("sending to " + batch.get(0).topic() + " as " + settings.clientId(), error));
    }

    private static Flux<SenderRecord<byte[], byte[], Integer>> toSender(List<FlowRecord> batch) {
        return Flux.range(0, batch.size())
                .map(index -> SenderRecord.create(RecordMapping.toKafka(batch.get(index)), index));
    }

    private static void place(Position[] positions, SenderResult<Integer> result) {
        var metadata = result.recordMetadata();
        positions[result.correlationMetadata()] =
                new Position(metadata.topic(), metadata.partition(), metadata.offset());
    }

    private TransportException tooLarge(FlowRecord record) {
        return new TransportException(
                "record for " + record.topic() + ": " + record.sizeBytes() + " bytes (expected: <= "
                        + settings.maxRecordBytes() + ")",
                false,
                null);
    }
}
