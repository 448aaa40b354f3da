package io.tesela.kafka.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only class that touches the insides of Kafka's server, which are no public API and move between versions.
 *
 * <p>Source of the settings that are not defaults: measured with Kafka 4.4.0 on two cores, for a small heap, a quick start, and
 * deletions that give disk space back within seconds.
 */
final class KraftServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KraftServer.class);
    private static final String NODE_ID = "1";

    /** 16 MiB of pixels with room for keys, headers and the batch around them. */
    private static final int MAX_RECORD_BYTES = 16 * 1024 * 1024 + 128 * 1024;

    /** Several such records in one request, as a producer may batch; the default is 100 MB. */
    private static final int MAX_REQUEST_BYTES = 4 * MAX_RECORD_BYTES;

    private final KafkaRaftServer server;

    private KraftServer(KafkaRaftServer server) {
        this.server = server;
    }

    /** Formats the directory if it is new, starts, and returns when the broker serves; leaves nothing running on an error. */
    static KraftServer start(BrokerSettings settings, int port, int controllerPort, Path directory) throws Exception {
        leaveTheProcessAlone();
        if (!Files.exists(directory.resolve("meta.properties"))) {
            format(directory);
        }
        KafkaConfig config = KafkaConfig.fromProps(properties(settings, port, controllerPort, directory), false);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
            return new KraftServer(server);
        } catch (RuntimeException | Error e) {
            new KraftServer(server).close();
            throw e;
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    // Process-wide switches of Kafka's, so set to the same every time: a fault of a broker must not end whatever else
    // is in here. Its hooks for the end of the process are not needed, since we close it, and would fail the start of a
    // broker in a process that has been told to stop meanwhile.
    private static void leaveTheProcessAlone() {
        Exit.setHaltProcedure(KraftServer::logFault);
        Exit.setExitProcedure(KraftServer::logFault);
        Exit.setShutdownHookAdder((name, hook) -> {});
    }

    private static void logFault(int status, @Nullable String message) {
        LOG.atError()
                .addKeyValue("status", status)
                .addKeyValue("reason", message)
                .log("the broker met a fault for which it would end the process; it is not usable any more");
    }

    private static void format(Path directory) throws Exception {
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(Integer.parseInt(NODE_ID))
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(directory.toString())
                    .setDirectories(List.of(directory.toString()))
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setIgnoreFormatted(true)
                    .setPrintStream(nowhere)
                    .run();
        }
    }

    private static Properties properties(BrokerSettings settings, int port, int controllerPort, Path directory) {
        String controller = "127.0.0.1:" + controllerPort;
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", NODE_ID);
        properties.setProperty(
                "listeners",
                "PLAINTEXT://" + EmbeddedBroker.hostAndPort(settings.bindHost(), port) + ",CONTROLLER://" + controller);
        properties.setProperty(
                "advertised.listeners", "PLAINTEXT://" + EmbeddedBroker.hostAndPort(settings.advertisedHost(), port));
        properties.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty("controller.quorum.voters", NODE_ID + "@" + controller);
        properties.setProperty("log.dirs", directory.toString());
        properties.setProperty("auto.create.topics.enable", "false");
        singleReplica(properties);
        smallFootprint(properties);
        quickDeletion(properties);
        quickRestart(properties);
        properties.setProperty("message.max.bytes", Integer.toString(MAX_RECORD_BYTES));
        properties.setProperty("replica.fetch.max.bytes", Integer.toString(MAX_RECORD_BYTES));
        properties.setProperty("socket.request.max.bytes", Integer.toString(MAX_REQUEST_BYTES));
        return properties;
    }

    private static void singleReplica(Properties properties) {
        properties.setProperty("default.replication.factor", "1");
        properties.setProperty("min.insync.replicas", "1");
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("offsets.topic.num.partitions", "4");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("transaction.state.log.num.partitions", "4");
        properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.num.partitions", "4");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
    }

    private static void smallFootprint(Properties properties) {
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "2");
        properties.setProperty("background.threads", "2");
        properties.setProperty("num.recovery.threads.per.data.dir", "1");
        properties.setProperty("queued.max.requests", "64");
        properties.setProperty("log.cleaner.threads", "1");
        // The default takes 128 MB of heap; this is the least that is more than the cleaner's read buffer.
        properties.setProperty("log.cleaner.dedupe.buffer.size", "1048577");
        properties.setProperty("log.cleaner.io.buffer.size", "65536");
        properties.setProperty("log.index.size.max.bytes", "1048576");
    }

    /**
     * A broker that was killed may register again only once the session of its former life is over, which its own controller counts from
     * its start: 9 s by default, of 16 until a job went on (measured 2026-11-27).
     */
    private static void quickRestart(Properties properties) {
        properties.setProperty("broker.session.timeout.ms", "2000");
        properties.setProperty("broker.heartbeat.interval.ms", "500");
    }

    private static void quickDeletion(Properties properties) {
        properties.setProperty("log.retention.check.interval.ms", "250");
        properties.setProperty("log.initial.task.delay.ms", "500");
        properties.setProperty("log.segment.delete.delay.ms", "200");
    }
}
