package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.domain.job.JobId;
import io.tesela.domain.trace.TraceParent;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.standalone.OtlpReceiver.Received;
import io.tesela.standalone.TestService.Ended;
import io.tesela.standalone.role.LocalService;
import io.tesela.standalone.trace.TraceSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector gets of a job. */
class TraceTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int EVERY_FRAMES = 10;

    @TempDir
    Path folder;

    private final InMemoryBroker broker = new InMemoryBroker();

    /** 25 frames of 2x2 tiles, of which frames 0, 10 and 20 are traced, the first without its decoding; all are in one segment. */
    @Test
    void job_isOneTrace_toWhichAllRolesAdd() throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            // When
            String id;
            try (LocalService service = service(new TraceSettings(receiver.uri(), EVERY_FRAMES))) {
                id = detached(service, "odd_321x241_444.mp4");
                awaitDone(service, id);
            }

            // Then
            TraceParent job = TraceParent.ofJob(new JobId(id));
            List<Received> spans = receiver.spans();
            assertThat(counts(spans))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "tesela-ingest job", 1L,
                            "tesela-ingest frame", 3L,
                            "tesela-ingest decode", 2L,
                            "tesela-ingest publish", 3L,
                            "tesela-tile-processor tile", 12L,
                            "tesela-tile-processor filter", 12L,
                            "tesela-assembler join", 3L,
                            "tesela-assembler segment", 1L,
                            "tesela-assembler encode", 1L,
                            "tesela-assembler publish", 1L));
            assertThat(spans).extracting(Received::traceId).containsOnly(job.traceId());
            assertThat(spans).noneMatch(Received::failed);
            Received root = receiver.named("job").get(0);
            assertThat(root.spanId()).isEqualTo(job.spanId());
            assertThat(root.parentId()).isEmpty();
            assertThat(root.tags()).containsEntry("tesela.job", id).containsEntry("tesela.state", "done");
            assertThat(namesByParent(spans))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "job", Set.of("frame", "segment"),
                            "frame", Set.of("decode", "publish", "tile", "join"),
                            "tile", Set.of("filter"),
                            "segment", Set.of("encode", "publish")));
            assertThat(receiver.named("tile"))
                    .extracting(tile -> tile.tags().get("tesela.frame"))
                    .containsOnly("0", "10", "20");
        }
    }

    /** As by a new start of the ingest: the span of the job is told once, by the life in which it ends. */
    @Test
    void job_thatOutlivesItsIngest_isStillOneTrace() throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            // Given
            TraceSettings tracing = new TraceSettings(receiver.uri(), EVERY_FRAMES);
            String id;
            try (LocalService service = service(tracing)) {
                id = detached(service, "flower.mp4");
                assertThat(status(service, id)).doesNotContain("state:    done");
            }
            assertThat(receiver.named("job")).isEmpty();
            int before = receiver.spans().size();

            // When
            try (LocalService service = service(tracing)) {
                awaitDone(service, id);
            }

            // Then
            TraceParent job = TraceParent.ofJob(new JobId(id));
            assertThat(receiver.spans()).hasSizeGreaterThan(before);
            assertThat(receiver.spans()).extracting(Received::traceId).containsOnly(job.traceId());
            assertThat(receiver.named("job")).extracting(Received::spanId).containsExactly(job.spanId());
        }
    }

    @Test
    void endpoint_thatIsAway_costsTheJobNothing() throws Exception {
        // Given: a port where nobody listens any more
        URI nobody;
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            nobody = receiver.uri();
        }

        // When
        try (LocalService service = service(new TraceSettings(nobody, 1))) {
            String id = detached(service, "odd_321x241_444.mp4");
            awaitDone(service, id);

            // Then
            await().atMost(BOUND)
                    .untilAsserted(() -> assertThat(Series.scrapeOf(service.httpPort()))
                            .containsPattern("tesela_spans_total\\{outcome=\"lost\",role=\"up\"} [1-9]"));
        }
    }

    @Test
    void service_thatTracesNothing_hasNoMeterOfSpans() throws Exception {
        try (LocalService service = service(TraceSettings.off())) {
            assertThat(Series.scrapeOf(service.httpPort())).doesNotContain("tesela_spans");
        }
    }

    @Test
    void flag_thatNamesNoAddress_isRefused() {
        for (String command : List.of("up", "ingest", "assembler", "tile-processor")) {
            Ended ended = TestService.tesela(command, "--otlp", "localhost:4318");

            assertThat(ended.exitCode()).as(command).isEqualTo(2);
            assertThat(ended.err())
                    .contains("--otlp: localhost:4318 (expected: http://HOST:PORT or https://HOST:PORT)");
        }
    }

    private LocalService service(TraceSettings tracing) {
        IngestConfig config = TestService.config("ingest-traced", folder.resolve("data"), TilePartitioning.TILE);
        return TestService.overMemory(config.with(IngestConfig.Keeping.DEFAULT.withWhenStopped(true)), broker, tracing);
    }

    private static String detached(LocalService service, String clip) {
        Ended ended = TestService.tesela(arguments(
                service, "upload", "--video", Clips.sample(clip).toString(), "--tiles", "2x2", "--detach", "--quiet"));
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return ended.out().strip();
    }

    private static void awaitDone(LocalService service, String id) {
        await().atMost(BOUND).until(() -> status(service, id).contains("state:    done"));
    }

    private static String status(LocalService service, String id) {
        return TestService.tesela(arguments(service, "status", id)).out();
    }

    private static String[] arguments(LocalService service, String command, String... others) {
        return Stream.concat(Stream.of(command, "--port", Integer.toString(service.port())), Arrays.stream(others))
                .toArray(String[]::new);
    }

    private static Map<String, Long> counts(List<Received> spans) {
        return spans.stream()
                .collect(Collectors.groupingBy(span -> span.service() + " " + span.name(), Collectors.counting()));
    }

    /** Fails where a parent was not told. */
    private static Map<String, Set<String>> namesByParent(List<Received> spans) {
        Map<String, String> names = spans.stream().collect(Collectors.toMap(Received::spanId, Received::name));
        return spans.stream()
                .filter(span -> !span.parentId().isEmpty())
                .collect(Collectors.groupingBy(
                        span -> names.getOrDefault(span.parentId(), "unknown"),
                        Collectors.mapping(Received::name, Collectors.toSet())));
    }
}
