package io.tesela.standalone;

import io.tesela.client.Console;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.standalone.role.DataFolder;
import io.tesela.standalone.role.LocalService;
import io.tesela.standalone.role.LocalTransport;
import io.tesela.standalone.trace.TraceSettings;
import io.tesela.telemetry.RoleHttpConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** All roles and one broker, started once for all tests of this JVM and closed after the last. */
final class TestService implements BeforeAllCallback {
    private static final String KEY = "service";
    private @Nullable Running running;

    /** What a command printed and how it ended. */
    record Ended(int exitCode, String out, String err) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(TestService.class))
                .computeIfAbsent(KEY, key -> Running.start(), Running.class);
    }

    int port() {
        return running().service.port();
    }

    int httpPort() {
        return running().service.httpPort();
    }

    String kafka() {
        return running().service.kafka().orElseThrow();
    }

    private Running running() {
        return Objects.requireNonNull(running);
    }

    /** Returns the names of the folders of jobs that are still there. */
    List<String> jobFolders() throws IOException {
        Path jobs = running().data.path().resolve("tesela-jobs");
        if (!Files.isDirectory(jobs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(jobs)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> String.valueOf(folder.getFileName()))
                    .toList();
        }
    }

    static IngestConfig config(String id, Path data, TilePartitioning partitioning) {
        return IngestConfig.of(id, "::", 0, data).with(partitioning);
    }

    /** Starts a service of its own without a broker, with two processors; whoever asked closes it. */
    static LocalService overMemory(IngestConfig config, InMemoryBroker broker) {
        return overMemory(config, broker, TraceSettings.off());
    }

    /** Starts one that traces. */
    static LocalService overMemory(IngestConfig config, InMemoryBroker broker, TraceSettings tracing) {
        return new LocalService(new LocalService.Settings(
                config,
                new LocalTransport.Memory(broker),
                RoleHttpConfig.of("::", 0),
                2,
                2,
                TurnLimits.DEFAULT,
                PartitionCounts.DEFAULT,
                tracing));
    }

    /** Returns a console without a terminal, for a video that comes from somebody else. */
    static Console console(InputStream video, ByteArrayOutputStream err) {
        PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Console(
                video, printed, printed, Channels.newChannel(OutputStream.nullOutputStream()), false, Map.of());
    }

    /** Runs a command of {@code tesela} in this JVM. */
    static Ended tesela(String... args) {
        return tesela(new ByteArrayOutputStream(), args);
    }

    /** Runs one whose standard output carries a video, and keeps that. */
    static Ended tesela(ByteArrayOutputStream out, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Channels.newChannel(out),
                false,
                Map.of());
        int exitCode = Main.run(console, Map.of(), args);
        return new Ended(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private record Running(DataFolder data, LocalService service) implements AutoCloseable {
        static Running start() {
            try {
                DataFolder data = DataFolder.of(null);
                return new Running(
                        data,
                        new LocalService(new LocalService.Settings(
                                config("ingest-test", data.path(), TilePartitioning.TILE),
                                new LocalTransport.Kafka(BrokerSettings.loopback()),
                                RoleHttpConfig.of("::", 0),
                                2,
                                2,
                                TurnLimits.DEFAULT,
                                PartitionCounts.DEFAULT)));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            service.close();
            data.close();
        }
    }
}
