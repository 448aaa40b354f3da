package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.client.upload.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Every role in a process of its own, as a cluster has it; the last test kills one of them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProcessesTest {
    /** Of the last two minutes, and of what comes until the dead one is missed. */
    private static final int MOST_EVENTS = 135;

    @TempDir
    static Path folder;

    private static RoleProcesses roles;

    @BeforeAll
    static void start() throws IOException {
        roles = new RoleProcesses(folder);
        String kafka = roles.start("broker", "broker", "--port", "0").address("broker ready on (\\S+)");
        roles.start("assembler", "assembler", "--kafka", kafka);
        roles.start("first", "tile-processor", "--kafka", kafka, "--parallelism", "1");
        roles.start("second", "tile-processor", "--kafka", kafka, "--parallelism", "1");
        roles.start("ingest", "ingest", "--kafka", kafka, "--port", "0", "--preview-port", "0");
        roles.awaitReady("broker", "assembler", "first", "second", "ingest");
    }

    @AfterAll
    static void stop() {
        roles.close();
    }

    /** While both processors live: one of them is chosen, as the other half of this class shows that both can be. */
    @Test
    @Order(1)
    void job_keptTogether_isTheWorkOfOneProcessor() throws Exception {
        // Given
        String kafka = roles.get("broker").address("broker ready on (\\S+)");
        roles.start(
                "together", "ingest", "--kafka", kafka, "--partitioning", "job", "--port", "0", "--preview-port", "0");
        roles.awaitReady("together");

        // When
        JsonNode report = upload("together", "sign_face.mkv", "together.mp4", new ProgressListener() {});

        // Then
        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("processors").findValues("tiles"))
                .singleElement()
                .extracting(JsonNode::asInt)
                .isEqualTo(77 * 16);
        assertThat(Files.readAllLines(folder.resolve("together.frame_crc32c")))
                .isEqualTo(Clips.wholeFrameCrcs(Clips.sample("sign_face.mkv"), "canny,blur:3"));
    }

    /** In one test, because the second half needs what the first one started, and processes are dear. */
    @Test
    @Order(2)
    void job_overFourProcesses_usesBothProcessorsAndSurvivesTheDeathOfOne() throws Exception {
        // When both processors live
        JsonNode fair = upload("ingest", "flower.mp4", "fair.mp4", new ProgressListener() {});

        // Then each does about half
        assertThat(fair.path("ok").asBoolean()).isTrue();
        List<Long> shares = fair.path("processors").findValues("tiles").stream()
                .map(JsonNode::asLong)
                .toList();
        long total = fair.path("tile_counts").path("total").asLong();
        assertThat(shares).hasSize(2).allSatisfy(share -> assertThat(share).isBetween(total * 2 / 5, total * 3 / 5));

        // When one of them is killed in the middle of a job
        JsonNode survived = upload(
                "ingest", "flower.mp4", "survived.mp4", TestUpload.onEncoded(encoded -> killSecondAt(40, encoded)));

        // Then every frame is right
        assertThat(roles.alive("second")).isFalse();
        assertThat(survived.path("ok").asBoolean()).isTrue();
        assertThat(Files.readAllLines(folder.resolve("survived.frame_crc32c")))
                .isEqualTo(Clips.wholeFrameCrcs(Clips.sample("flower.mp4"), "canny,blur:3"))
                .isEqualTo(Files.readAllLines(folder.resolve("fair.frame_crc32c")));
        assertThat(Clips.pts(folder.resolve("survived.mp4"))).isEqualTo(Clips.pts(Clips.sample("flower.mp4")));
    }

    /** Without the second processor, which is dead by now. */
    @Test
    @Order(3)
    void events_ofAnIngest_tellOfAllProcessesThatLive() throws Exception {
        String port = roles.get("ingest").address("page: http://localhost:(\\d+)/");
        HttpRequest events = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events"))
                .build();

        try (Stream<String> lines = HttpClient.newHttpClient()
                .send(events, HttpResponse.BodyHandlers.ofLines())
                .body()) {
            List<String> living = List.of("assembler", "broker", "ingest", "ingest", "tile-processor");
            // not an assertion on the stream: that would read all of it first
            boolean told = lines.filter(line -> line.startsWith("data: {\"jobs\":"))
                    .limit(MOST_EVENTS)
                    .map(ProcessesTest::rolesIn)
                    .anyMatch(living::equals);
            assertThat(told).isTrue();
        }
    }

    private static List<String> rolesIn(String event) {
        try {
            List<String> found = new ArrayList<>();
            JsonMapper.builder()
                    .build()
                    .readTree(event.substring("data: ".length()))
                    .path("processes")
                    .forEach(process -> found.add(process.path("role").asText()));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void killSecondAt(long encodedFrames, long encoded) {
        if (encoded >= encodedFrames && roles.alive("second")) {
            roles.kill("second");
        }
    }

    private static JsonNode upload(String ingest, String clip, String out, ProgressListener listener)
            throws IOException {
        int port = Integer.parseInt(roles.get(ingest).address("ingest ready on port (\\d+)"));
        return TestUpload.run(port, Clips.sample(clip), folder.resolve(out), listener);
    }
}
