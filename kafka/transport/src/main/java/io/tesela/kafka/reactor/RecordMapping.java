package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.FlowRecord;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Turns Kafka's records into ours, or back; copies no value. Of headers of one name the last counts; one without value is empty. */
final class RecordMapping {
    private RecordMapping() {}

    static FlowRecord toFlow(ConsumerRecord<byte[], Object> record) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            byte @Nullable [] value = header.value();
            headers.put(header.key(), value == null ? new byte[0] : value);
        }
        byte @Nullable [] key = record.key();
        return FlowRecord.inPartition(
                record.topic(),
                record.partition(),
                key == null ? null : new String(key, StandardCharsets.UTF_8),
                (byte @Nullable []) record.value(),
                headers);
    }

    static ProducerRecord<byte[], byte[]> toKafka(FlowRecord record) {
        String key = record.key();
        ProducerRecord<byte[], byte[]> kafka = new ProducerRecord<>(
                record.topic(),
                record.partition().isPresent() ? record.partition().getAsInt() : null,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                record.value());
        record.headers().forEach((name, value) -> kafka.headers().add(name, value));
        return kafka;
    }

    /** Returns {@code record} with another value and without key and headers, which that value carries. */
    static ConsumerRecord<byte[], Object> carrying(ConsumerRecord<byte[], Object> record, Object value) {
        return new ConsumerRecord<>(record.topic(), record.partition(), record.offset(), record.key(), value);
    }
}
