package io.tesela.kafka.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

    @Test
    void close_afterUse_leavesNoThreadAndNoFile() throws Exception {
        // Given
        Set<Long> threadsBefore = nonDaemonThreads();
        EmbeddedBroker broker = EmbeddedBroker.start();
        Path directory = broker.dataDirectory();
        createTopic(broker);

        // When
        broker.close();
        broker.close();

        // Then
        assertThat(directory).doesNotExist();
        assertThat(nonDaemonThreads()).isSubsetOf(threadsBefore);
    }

    @Test
    void start_onTheDirectoryOfAClosedBroker_findsItsRecords(@TempDir Path directory) throws Exception {
        // Given
        BrokerSettings settings = BrokerSettings.loopback().withDataDirectory(directory);
        int port;
        try (EmbeddedBroker first = EmbeddedBroker.start(settings)) {
            createTopic(first);
            publish(first, "small".getBytes(StandardCharsets.UTF_8));
            publish(first, new byte[16 * 1024 * 1024]);
            port = first.port();
        }

        // When
        List<byte[]> values;
        String bootstrapServers;
        try (EmbeddedBroker second = EmbeddedBroker.start(settings.withPort(port))) {
            bootstrapServers = second.bootstrapServers();
            values = read(second, 2);
        }

        // Then
        assertThat(bootstrapServers).isEqualTo("127.0.0.1:" + port);
        assertThat(values).hasSize(2);
        assertThat(values.get(0)).asString().isEqualTo("small");
        assertThat(values.get(1)).hasSize(16 * 1024 * 1024);
        assertThat(directory.resolve("meta.properties")).exists();
    }

    @Test
    void start_onATakenPort_saysSoAndLeavesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            BrokerSettings settings = BrokerSettings.loopback().withPort(taken.getLocalPort());
            Set<Path> directoriesBefore = temporaryDirectories();
            Set<Long> threadsBefore = nonDaemonThreads();

            // When, Then
            assertThatThrownBy(() -> EmbeddedBroker.start(settings))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasRootCauseInstanceOf(java.net.BindException.class);
            assertThat(temporaryDirectories()).isEqualTo(directoriesBefore);
            assertThat(nonDaemonThreads()).isSubsetOf(threadsBefore);
        }
    }

    @Test
    void settings_thatNoClientCouldUse_areRefused() {
        assertThatThrownBy(() -> BrokerSettings.loopback().withPort(70_000))
                .hasMessage("port: 70000 (expected: 0..65535)");
        assertThatThrownBy(() -> BrokerSettings.loopback().withHosts("0.0.0.0", "0.0.0.0"))
                .hasMessage("advertisedHost: \"0.0.0.0\" (expected: a name that clients can reach)");
    }

    private static void createTopic(EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void publish(EmbeddedBroker broker, byte[] value) throws Exception {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "max.request.size", 17 * 1024 * 1024);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(PARTITION.topic(), value)).get();
        }
    }

    private static List<byte[]> read(EmbeddedBroker broker, int count) {
        List<byte[]> values = new ArrayList<>();
        Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            for (int poll = 0; poll < 60 && values.size() < count; poll++) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }

    private static Set<Long> nonDaemonThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .map(Thread::getId)
                .collect(Collectors.toSet());
    }

    private static Set<Path> temporaryDirectories() throws IOException {
        try (var paths = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return paths.filter(path -> path.getFileName().toString().startsWith("tesela-broker-"))
                    .collect(Collectors.toSet());
        }
    }
}
