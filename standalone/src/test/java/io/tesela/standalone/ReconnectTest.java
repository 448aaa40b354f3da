package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.standalone.TestService.Ended;
import io.tesela.standalone.role.LocalService;
import io.tesela.testkit.FaultyProxy;
import io.tesela.testkit.FaultyProxy.Direction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that lose their connection, or leave on purpose: the bytes that come back are those of an undisturbed job. */
class ReconnectTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int CUTS = 3;

    @TempDir
    Path folder;

    private LocalService service;
    private Path clip;

    @BeforeEach
    void startService() throws IOException {
        clip = Clips.sample("flower.mp4");
        service = TestService.overMemory(
                TestService.config("ingest-reconnect", folder.resolve("data"), TilePartitioning.TILE),
                new InMemoryBroker());
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void upload_connectionCutAgainAndAgain_isTheSameResult(Direction direction) throws Exception {
        // Given
        String undisturbed = run("undisturbed.mp4", service.port());

        // When: each connection carries a quarter more
        try (FaultyProxy proxy = FaultyProxy.to(service.port())) {
            long bytes =
                    direction == Direction.TO_TARGET ? Files.size(clip) : Files.size(folder.resolve("undisturbed.mp4"));
            proxy.cutAfter(direction, bytes / (CUTS + 1));
            String disturbed = run("disturbed.mp4", proxy.port());

            // Then
            assertThat(proxy.accepted()).isGreaterThan(1);
            assertThat(disturbed).isEqualTo(undisturbed);
        }
        assertThat(Files.readAllLines(folder.resolve("disturbed.frame_crc32c")))
                .isEqualTo(Files.readAllLines(folder.resolve("undisturbed.frame_crc32c")));
        assertNothingIsLeft();
    }

    @Test
    void upload_serverGoneForTooLong_keepsWhatCame_andResumeGoesOn() throws Exception {
        // Given
        String undisturbed = run("undisturbed.mp4", service.port());
        Path part = folder.resolve("late.mp4.part");
        FaultyProxy proxy = FaultyProxy.to(service.port());
        CompletableFuture<Ended> upload = CompletableFuture.supplyAsync(() -> TestService.tesela(arguments(
                "upload", proxy.port(), "--video", clip.toString(), "--out", out("late.mp4"), "--reconnect", "1")));
        await().atMost(BOUND).until(() -> Files.exists(part) && Files.size(part) > 0);

        // When
        proxy.close();
        Ended lost = upload.get(BOUND.toSeconds(), TimeUnit.SECONDS);

        // Then
        String job = onlyJob();
        assertThat(lost.exitCode()).as(lost.err()).isEqualTo(5);
        assertThat(lost.err()).contains("trying again in", "upload --resume " + job + " goes on with it");
        assertThat(part).isNotEmptyFile();

        // When
        Ended resumed = TestService.tesela(arguments(
                "upload", service.port(), "--video", clip.toString(), "--out", out("late.mp4"), "--resume", job));

        // Then
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(sha256("late.mp4")).isEqualTo(undisturbed);
        assertNothingIsLeft();
    }

    @Test
    void detach_thenFetch_isTheSameResult_alsoAsAStream() throws Exception {
        // Given
        String undisturbed = run("undisturbed.mp4", service.port());

        // When
        Ended left = TestService.tesela(
                arguments("upload", service.port(), "--video", clip.toString(), "--detach", "--json"));
        assertThat(left.exitCode()).as(left.err()).isZero();
        String job = onlyJob();
        assertThat(left.out()).isEqualTo("{\"job\":\"" + job + "\"}\n");
        Ended watched = TestService.tesela(arguments("status", service.port(), job, "--watch"));
        assertThat(watched.exitCode()).as(watched.err()).isZero();
        assertThat(watched.out()).contains("state:    done");
        Ended fetched = TestService.tesela(arguments("fetch", service.port(), job, "--out", out("fetched.mp4")));

        // Then
        assertThat(fetched.exitCode()).as(fetched.err()).isZero();
        assertThat(sha256("fetched.mp4")).isEqualTo(undisturbed);
        assertNothingIsLeft();
    }

    @Test
    void fetch_whileTheJobIsAtWork_asAStream_isPlayable() throws Exception {
        // Given
        Ended left = TestService.tesela(arguments("upload", service.port(), "--video", clip.toString(), "--detach"));
        assertThat(left.exitCode()).as(left.err()).isZero();
        String job = onlyJob();
        assertThat(left.out()).as("for a script").isEqualTo(job + "\n");

        // When
        ByteArrayOutputStream video = new ByteArrayOutputStream();
        Ended fetched = TestService.tesela(video, arguments("fetch", service.port(), job, "--out", "-"));

        // Then
        assertThat(fetched.exitCode()).as(fetched.err()).isZero();
        Path streamed = Files.write(folder.resolve("streamed.mp4"), video.toByteArray());
        assertThat(Clips.pts(streamed)).isEqualTo(Clips.pts(clip));
        assertNothingIsLeft();
    }

    @Test
    void fetch_ofAJobThatNobodyKnows_isRefused() {
        // When
        Ended fetched = TestService.tesela(arguments("fetch", service.port(), "nobody", "--out", out("x.mp4")));

        // Then
        assertThat(fetched.exitCode()).isEqualTo(4);
        assertThat(fetched.err()).contains("job: nobody (expected: one that this server has");
        assertThat(folder.resolve("x.mp4.part")).doesNotExist();
    }

    private String run(String name, int port) throws Exception {
        Ended ended = TestService.tesela(arguments("upload", port, "--video", clip.toString(), "--out", out(name)));
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return sha256(name);
    }

    private String onlyJob() {
        String jobs =
                TestService.tesela(arguments("jobs", service.port(), "--json")).out();
        return jobs.replaceFirst("(?s).*?\"job\":\"([^\"]+)\".*", "$1");
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    private String sha256(String name) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(folder.resolve(name))));
    }

    private static String[] arguments(String command, int port, String... more) {
        return Stream.concat(Stream.of(command, "--port", Integer.toString(port)), Stream.of(more))
                .toArray(String[]::new);
    }

    private void assertNothingIsLeft() {
        await().atMost(BOUND).untilAsserted(() -> {
            try (Stream<Path> jobs = Files.list(folder.resolve("data/tesela-jobs"))) {
                assertThat(jobs.filter(Files::isDirectory).toList()).isEqualTo(List.of());
            }
        });
    }
}
