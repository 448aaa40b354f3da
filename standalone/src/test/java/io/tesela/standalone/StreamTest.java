package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.client.Console;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.standalone.TestService.Ended;
import io.tesela.standalone.role.DataFolder;
import io.tesela.standalone.role.LocalService;
import io.tesela.standalone.role.LocalTransport;
import io.tesela.telemetry.RoleHttpConfig;
import io.tesela.testkit.Background;
import io.tesela.testkit.FaultyProxy;
import io.tesela.testkit.FaultyProxy.Direction;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Videos as streams through the whole service: readers that are slow, connections that stand still. */
class StreamTest {
    @RegisterExtension
    static final TestService SERVICE = new TestService();

    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final Duration STANDSTILL = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    @Test
    void upload_whoseReaderIsSlow_takesNoMoreOfTheVideo_andEndsWhenItIsRead() throws Exception {
        // Given
        Path clip = Clips.sample("flower.mp4");
        Pipe pipe = Pipe.open();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (DataFolder data = DataFolder.of(null);
                LocalService service = new LocalService(narrow(data.path()));
                CountingInput video = new CountingInput(Files.newInputStream(clip))) {
            PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
            Console console = new Console(video, printed, printed, pipe.sink(), false, Map.of());
            String port = Integer.toString(service.port());

            // When
            CompletableFuture<Integer> upload = Background.call(() ->
                    Main.run(console, Map.of(), "upload", "--port", port, "--video", "-", "--out", "-", "--quiet"));
            awaitStandstill(video::taken);

            // Then
            assertThat(video.taken()).isLessThan(Files.size(clip) / 2);
            assertThat(upload).isNotDone();

            // When
            Path out = folder.resolve("out.mp4");
            CompletableFuture<Long> read = Background.call(() -> copy(pipe, out));
            assertThat(upload.get()).as(err.toString(StandardCharsets.UTF_8)).isZero();
            pipe.sink().close();

            // Then
            assertThat(read.get()).isEqualTo(Files.size(out));
            assertThat(Clips.pts(out)).hasSize(150).isEqualTo(Clips.pts(clip));
        }
    }

    @Test
    void upload_overAConnectionThatStallsBothWays_goesOnAndIsVerified() throws Exception {
        // Given
        Path clip = Clips.sample("flower.mp4");
        String out = folder.resolve("out.mp4").toString();
        try (FaultyProxy proxy = FaultyProxy.to(SERVICE.port())) {
            proxy.stallAfter(Direction.TO_TARGET, 400_000);
            String port = Integer.toString(proxy.port());

            // When
            CompletableFuture<Ended> upload = Background.call(() ->
                    TestService.tesela("upload", "--ipv4", "--port", port, "--video", clip.toString(), "--out", out));
            awaitStandstill(() -> proxy.passed(Direction.TO_TARGET));
            assertThat(upload).isNotDone();
            proxy.stallAfter(Direction.TO_CLIENT, 1);
            awaitStandstill(() -> proxy.passed(Direction.TO_CLIENT));
            proxy.heal();

            // Then
            Ended ended = upload.get();
            assertThat(ended.exitCode()).as(ended.err()).isZero();
        }
        assertThat(Clips.pts(Path.of(out))).hasSize(150).isEqualTo(Clips.pts(clip));
        assertThat(Files.readAllLines(folder.resolve("out.frame_crc32c")))
                .isEqualTo(Clips.wholeFrameCrcs(clip, "canny,blur:3"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(SERVICE.jobFolders()).isEmpty());
    }

    @Test
    void upload_ofALiveVideo_isTheSameFrames_asFragments() throws Exception {
        // Given
        Path clip = Clips.sample("flower.mp4");
        Path out = folder.resolve("live.mp4");

        // When
        Ended ended = TestService.tesela(
                "upload",
                "--live",
                "--port",
                Integer.toString(SERVICE.port()),
                "--video",
                clip.toString(),
                "--out",
                out.toString());

        // Then
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("live: Ctrl-C ends the video");
        assertThat(Files.readString(folder.resolve("live.json")))
                .containsPattern("\"container\"\\s*:\\s*\"fragmented mp4\"");
        assertThat(Files.readAllLines(folder.resolve("live.frame_crc32c")))
                .isEqualTo(Clips.wholeFrameCrcs(clip, "canny,blur:3"));
        assertThat(Clips.pts(out)).isEqualTo(Clips.pts(clip));
    }

    @Test
    void upload_ofALiveVideoWithItsIndexAtItsEnd_isRefused() throws Exception {
        // When
        Ended ended = TestService.tesela(
                "upload",
                "--live",
                "--port",
                Integer.toString(SERVICE.port()),
                "--video",
                Clips.sample("odd_321x241_444.mp4").toString(),
                "--out",
                folder.resolve("refused.mp4").toString());

        // Then
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.err()).contains("live: this video can be decoded only when all of it is there");
        assertThat(folder).isEmptyDirectory();
    }

    /** Bounds so small that a clip of a megabyte is a long video. */
    private static LocalService.Settings narrow(Path data) {
        IngestConfig.Flow flow =
                new IngestConfig.Flow(8, 64L << 20, 8 << 10, 64 << 10, 1L << 30, 1L << 30, 4, 4, Duration.ofMinutes(1));
        return new LocalService.Settings(
                TestService.config("ingest-narrow", data, TilePartitioning.TILE).with(flow),
                new LocalTransport.Kafka(BrokerSettings.loopback()),
                RoleHttpConfig.of("127.0.0.1", 0),
                1,
                2,
                TurnLimits.DEFAULT,
                PartitionCounts.DEFAULT);
    }

    /** Waits until something has moved and then does not for a while. */
    private static void awaitStandstill(LongSupplier moved) {
        AtomicLong last = new AtomicLong();
        await().atMost(BOUND)
                .during(STANDSTILL)
                .until(() -> moved.getAsLong() > 0 && last.getAndSet(moved.getAsLong()) == moved.getAsLong());
    }

    private static long copy(Pipe pipe, Path out) {
        try (InputStream in = Channels.newInputStream(pipe.source())) {
            return Files.copy(in, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts what is taken. */
    private static final class CountingInput extends FilterInputStream {
        private final AtomicLong taken = new AtomicLong();

        CountingInput(InputStream in) {
            super(in);
        }

        long taken() {
            return taken.get();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            taken.addAndGet(Math.max(0, count));
            return count;
        }
    }
}
