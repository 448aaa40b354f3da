package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tesela.client.upload.ProgressListener;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.standalone.role.LocalService;
import io.tesela.standalone.role.LocalTransport;
import io.tesela.telemetry.RoleHttpConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that decodes a real video is killed: its job goes on with another, and no other job notices. */
class DecoderDeathTest {
    /** The second segment is under way, and there is far more to decode than a window holds. */
    private static final long FRAMES = 50;

    /** Slow enough that the decoder is at work then: some forty frames a second. */
    private static final TurnLimits SLOW = new TurnLimits(300, 0, Duration.ofMinutes(2));

    @TempDir
    Path folder;

    private Set<Long> before;
    private LocalService service;

    @BeforeEach
    void startService() {
        before = children();
        service = new LocalService(new LocalService.Settings(
                TestService.config("ingest-death", folder.resolve("data"), TilePartitioning.TILE),
                new LocalTransport.Memory(new InMemoryBroker()),
                RoleHttpConfig.of("::", 0),
                2,
                2,
                SLOW,
                PartitionCounts.DEFAULT));
    }

    @AfterEach
    void stopService() {
        service.close();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(children()).isSubsetOf(before));
    }

    @Test
    void upload_whoseDecoderIsKilled_endsWithTheSameBytes() throws IOException {
        // Given
        Path undisturbed = folder.resolve("undisturbed.mp4");
        upload(undisturbed, new ProgressListener() {});
        AtomicInteger killed = new AtomicInteger();
        Set<Long> seen = ConcurrentHashMap.newKeySet();

        // When
        Path disturbed = folder.resolve("disturbed.mp4");
        JsonNode report = upload(disturbed, TestUpload.onEncoded(encoded -> {
            seen.addAll(children());
            if (encoded >= FRAMES && killed.get() == 0) {
                killed.addAndGet(killDecoders());
            }
        }));

        // Then
        assertThat(killed).hasValue(1);
        seen.removeAll(before);
        assertThat(seen).as("the one that was killed, and the one in its place").hasSize(2);
        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("frames").path("decoded").asInt()).isEqualTo(150);
        assertThat(Files.mismatch(undisturbed, disturbed)).isEqualTo(-1);
    }

    private JsonNode upload(Path out, ProgressListener listener) throws IOException {
        return TestUpload.run(service.port(), Clips.sample("flower.mp4"), out, listener);
    }

    private int killDecoders() {
        Set<Long> found = children();
        found.removeAll(before);
        found.stream().map(ProcessHandle::of).forEach(child -> child.ifPresent(ProcessHandle::destroyForcibly));
        return found.size();
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }
}
