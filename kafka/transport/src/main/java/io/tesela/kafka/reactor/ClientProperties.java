package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.SinkSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Turns our settings into Kafka's. The numbers were measured on two cores over loopback with Kafka 4.4.0. */
final class ClientProperties {
    /** So that new partitions are seen in seconds; Kafka's own default is five minutes. */
    private static final int METADATA_MAX_AGE_MS = 3_000;

    private static final int REQUEST_TIMEOUT_MS = 10_000;

    /** The shortest that a broker allows by default; a dead member's partitions move after about this. */
    private static final int SESSION_TIMEOUT_MS = 6_000;

    private static final int HEARTBEAT_MS = 2_000;
    private static final int FETCH_MAX_BYTES = 4 << 20;
    private static final int FETCH_PARTITION_BYTES = 1 << 20;
    private static final int FETCH_WAIT_MS = 250;

    /** Records above it get a buffer of their own size; with more, each small record would take a whole slot of that size. */
    private static final int BATCH_BYTES = 64 << 10;

    private static final int MAX_BLOCK_MS = 10_000;
    private static final int BATCH_OVERHEAD_BYTES = 4 << 10;

    private final KafkaConnection connection;

    // Client ids name JMX beans, so those we choose must differ between the transports of one JVM.
    private final String instance = UUID.randomUUID().toString().substring(0, 8);

    ClientProperties(KafkaConnection connection) {
        this.connection = connection;
    }

    Map<String, Object> admin() {
        Map<String, Object> properties = common("tesela-admin-" + instance);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2 * REQUEST_TIMEOUT_MS);
        return withExtras(properties);
    }

    Map<String, Object> groupConsumer(ConsumerSettings settings) {
        Map<String, Object> properties = consumer(settings.clientId(), settings.maxPollRecords());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        // The newer protocol takes its timeouts from the broker, which we may not own.
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
        properties.put(
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                Math.toIntExact(settings.maxPollInterval().toMillis()));
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return withExtras(properties);
    }

    /** @param number differs between the tails of one transport */
    Map<String, Object> tailConsumer(String topic, long number, int maxPollRecords) {
        return withExtras(consumer("tesela-tail-" + topic + "-" + instance + "-" + number, maxPollRecords));
    }

    Map<String, Object> producer(SinkSettings settings) {
        Map<String, Object> properties = common(settings.clientId());
        long maxRequest = (long) settings.maxRecordBytes() + BATCH_OVERHEAD_BYTES;
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.toIntExact(maxRequest));
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferMemory(settings, maxRequest));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        properties.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.toIntExact(settings.deliveryTimeout().toMillis()));
        return withExtras(properties);
    }

    /** What may be in flight, with a batch's overhead for each record: the gate before the producer binds first, not this. */
    private static long bufferMemory(SinkSettings settings, long maxRequest) {
        long overhead = (long) settings.maxInFlightRecords() * BATCH_OVERHEAD_BYTES;
        return Math.max(settings.maxInFlightBytes(), maxRequest) + overhead + 2L * BATCH_BYTES;
    }

    private Map<String, Object> consumer(String clientId, int maxPollRecords) {
        Map<String, Object> properties = common(clientId);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_MAX_BYTES);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_PARTITION_BYTES);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        return properties;
    }

    private Map<String, Object> common(String clientId) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        properties.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        properties.put("enable.metrics.push", false);
        return properties;
    }

    private Map<String, Object> withExtras(Map<String, Object> properties) {
        properties.putAll(connection.properties());
        return properties;
    }
}
