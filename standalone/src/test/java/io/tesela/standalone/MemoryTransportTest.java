package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.domain.report.FoundRun;
import io.tesela.domain.report.JobReport;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.kafka.topic.Topics;
import io.tesela.standalone.TestService.Ended;
import io.tesela.standalone.role.LocalService;
import io.tesela.wire.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All roles over the memory of one process: the same pictures, and nothing of Kafka. */
class MemoryTransportTest {
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final InMemoryBroker broker = new InMemoryBroker();
    private LocalService service;

    @BeforeEach
    void startService() {
        service = TestService.overMemory(
                TestService.config("ingest-memory", folder.resolve("data"), TilePartitioning.TILE), broker);
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"canny,blur:3", "blur:5,invert"})
    void upload_overMemory_equalsWholeFrames_andKeepsNoRecord(String filters) throws Exception {
        // Given
        Path clip = Clips.sample("sign_face.mkv");

        // When
        Ended ended = TestService.tesela(uploading(clip, "--filters", filters, "--tiles", "3x2"));

        // Then
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(Files.readAllLines(folder.resolve("out.frame_crc32c")))
                .isEqualTo(Clips.wholeFrameCrcs(clip, filters));
        assertThat(Clips.pts(folder.resolve("out.mp4"))).isEqualTo(Clips.pts(clip));
        assertThat(service.kafka()).isEmpty();
        assertNothingIsLeft();
    }

    /** The clip has one face in each of its 77 frames. */
    @Test
    void upload_thatHidesFaces_tellsHowManyWereInEachFrame() throws Exception {
        // When
        Ended ended = TestService.tesela(uploading(Clips.sample("sign_face.mkv"), "--filters", "faces:blur,sobel"));

        // Then
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        JobReport report = ReportJson.read(Files.readAllBytes(folder.resolve("out.json")));
        assertThat(report.found()).containsExactly(new FoundRun("faces", 0, 77, 1));
        assertThat(Files.readAllLines(folder.resolve("out.frame_crc32c")))
                .isEqualTo(Clips.wholeFrameCrcs(Clips.sample("sign_face.mkv"), "faces:blur,sobel"));
    }

    /** Tiles that carry the frame before; whole frames, after a filter that must see them; colour. */
    @ParameterizedTest
    @ValueSource(strings = {"blur:5,motion,dilate", "canny,motion", "motion:highlight"})
    void upload_withFiltersThatLookBack_givesWhatTheWholeVideoGives(String filters) throws Exception {
        // When
        Ended ended = TestService.tesela(uploading(Clips.sample("sign_face.mkv"), "--filters", filters));

        // Then
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(Files.readAllLines(folder.resolve("out.frame_crc32c")))
                .isEqualTo(Clips.wholeFrameCrcs(Clips.sample("sign_face.mkv"), filters));
    }

    @Test
    void client_killedInTheMiddle_canBeFetched_andCancelled() throws Exception {
        try (RoleProcesses processes = new RoleProcesses(folder)) {
            // Given
            processes.start("client", uploading(Clips.sample("flower.mp4")));
            Path part = folder.resolve("out.mp4.part");
            await().atMost(BOUND).until(() -> Files.exists(part) && Files.size(part) > 0);
            assertThat(processes.alive("client")).isTrue();

            // When
            processes.kill("client");

            // Then: the job waits for its client; who has its id may end it, and the next one is served
            String port = Integer.toString(service.port());
            String jobs = TestService.tesela("jobs", "--port", port, "--json").out();
            assertThat(jobs).contains("\"name\":\"flower.mp4\"", "\"attached\":false");
            String job = jobs.replaceFirst("(?s).*?\"job\":\"([^\"]+)\".*", "$1");
            Ended cancelled = TestService.tesela("cancel", job, "--port", port);
            assertThat(cancelled.exitCode()).as(cancelled.err()).isZero();
            assertNothingIsLeft();
            assertThat(TestService.tesela("status", job, "--port", port).out()).contains("state:    failed");
            Ended next = TestService.tesela(uploading(Clips.sample("sign_face.mkv"), "--filters", "sobel"));
            assertThat(next.exitCode()).as(next.err()).isZero();
        }
    }

    /** In a process of its own, where the classes can be seen as they are loaded. */
    @Test
    void run_overMemory_loadsNothingOfKafka() throws Exception {
        // Given
        Path classes = folder.resolve("classes.txt");
        Path printed = folder.resolve("run.txt");
        String video = Clips.sample("sign_face.mkv").toString();
        String out = folder.resolve("out.mp4").toString();

        // When
        Process run = RoleProcesses.tesela(
                        List.of("-Xlog:class+load:file=" + classes),
                        "run",
                        "--transport",
                        "memory",
                        "--video",
                        video,
                        "--out",
                        out)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(run.waitFor()).as(Files.readString(printed)).isZero();
        } finally {
            run.destroyForcibly();
        }

        // Then
        try (Stream<String> loaded = Files.lines(classes)) {
            assertThat(loaded.filter(line -> line.contains("org.apache.kafka.") || line.contains("reactor.kafka.")))
                    .isEmpty();
        }
        assertThat(Clips.pts(Path.of(out))).hasSize(77);
    }

    @Test
    void up_overMemory_printsNoAddressOfKafka() throws Exception {
        try (RoleProcesses processes = new RoleProcesses(folder)) {
            // When
            RoleProcesses.Role up =
                    processes.start("up", "up", "--transport", "memory", "--port", "0", "--preview-port", "0");
            up.address("(ready; Ctrl-C stops)");

            // Then
            assertThat(Files.readString(up.printed()))
                    .contains("clients: port ")
                    .doesNotContain("kafka");
        }
    }

    private void assertNothingIsLeft() {
        await().atMost(BOUND).untilAsserted(() -> {
            assertThat(jobFolders()).isEmpty();
            Map<String, Long> kept = broker.keptBytes();
            assertThat(kept)
                    .containsEntry(Topics.TILES, 0L)
                    .containsEntry(Topics.RESULTS, 0L)
                    .containsEntry(Topics.OUTPUT, 0L)
                    .containsEntry(Topics.DEAD_TILES, 0L)
                    .containsEntry(Topics.TELEMETRY, 0L);
            assertThat(kept.get(Topics.PROGRESS)).isLessThan(10_000);
        });
    }

    private List<Path> jobFolders() throws IOException {
        try (Stream<Path> jobs = Files.list(folder.resolve("data/tesela-jobs"))) {
            return jobs.filter(Files::isDirectory).toList();
        }
    }

    private String[] uploading(Path video, String... more) {
        String port = Integer.toString(service.port());
        String out = folder.resolve("out.mp4").toString();
        Stream<String> upload = Stream.of("upload", "--port", port, "--video", video.toString(), "--out", out);
        return Stream.concat(upload, Stream.of(more)).toArray(String[]::new);
    }
}
