package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.standalone.TestService.Ended;
import io.tesela.standalone.role.LocalService;
import io.tesela.testkit.Background;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --preview}: what lies beside a result, and while it is made. */
class PreviewTest {
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private LocalService service;

    @BeforeEach
    void startService() {
        service = TestService.overMemory(
                TestService.config("ingest-previews", folder.resolve("data"), TilePartitioning.TILE),
                new InMemoryBroker());
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    /** Slow enough that there is something to be seen before it is done. */
    @Test
    void upload_withPreview_showsTheNewestFrame_andLeavesAnAnimation() throws Exception {
        Path picture = folder.resolve("out.preview.jpg");
        CompletableFuture<Ended> upload = Background.call(() -> upload("flower.mp4", "denoise:3:3:9", "--preview"));

        await().atMost(BOUND).until(() -> Files.exists(picture) || upload.isDone());
        BufferedImage frame = ImageIO.read(picture.toFile());

        assertThat(frame.getWidth()).isEqualTo(640);
        assertThat(upload.get().exitCode()).as(upload.get().err()).isZero();
        assertThat(files()).containsExactly("out.frame_crc32c", "out.json", "out.mp4", "out.preview.gif");
        assertThat(Files.readString(folder.resolve("out.preview.gif"), java.nio.charset.StandardCharsets.ISO_8859_1))
                .startsWith("GIF89a")
                .endsWith(";");
    }

    @Test
    void fetch_withPreview_makesItOfAResultThatIsThere() throws Exception {
        String job = TestService.tesela(
                        "upload",
                        "--port",
                        port(),
                        "--video",
                        Clips.sample("odd_321x241_444.mp4").toString(),
                        "--detach",
                        "--quiet")
                .out()
                .strip();

        Ended fetched = TestService.tesela(
                "fetch",
                job,
                "--port",
                port(),
                "--out",
                folder.resolve("out.mp4").toString(),
                "--preview",
                "--quiet");

        assertThat(fetched.exitCode()).as(fetched.err()).isZero();
        assertThat(files()).contains("out.mp4", "out.preview.gif").doesNotContain("out.preview.jpg");
    }

    @Test
    void upload_withoutPreview_leavesNone() throws Exception {
        assertThat(upload("odd_321x241_444.mp4", "gray").exitCode()).isZero();

        assertThat(files()).containsExactly("out.frame_crc32c", "out.json", "out.mp4");
    }

    @Test
    void upload_withPreview_whereNoneCanBe_saysSo() {
        Ended toAPipe = TestService.tesela("upload", "--video", "in.mp4", "--out", "-", "--preview");
        Ended live = TestService.tesela("upload", "--video", "in.ts", "--out", "out.mp4", "--live", "--preview");

        assertThat(List.of(toAPipe.exitCode(), live.exitCode())).containsExactly(2, 2);
        assertThat(toAPipe.err()).contains("--preview: together with --out - (expected: a video with an end");
        assertThat(live.err()).contains("--preview: together with --live (expected: a video with an end");
    }

    private Ended upload(String clip, String filters, String... others) {
        return TestService.tesela(Stream.concat(
                        Stream.of(
                                "upload",
                                "--port",
                                port(),
                                "--video",
                                Clips.sample(clip).toString(),
                                "--filters",
                                filters,
                                "--out",
                                folder.resolve("out.mp4").toString(),
                                "--quiet"),
                        Stream.of(others))
                .toArray(String[]::new));
    }

    private String port() {
        return Integer.toString(service.port());
    }

    private List<String> files() throws Exception {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
