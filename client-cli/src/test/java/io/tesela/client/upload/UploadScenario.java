package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.client.upload.ServerAddress.Family;
import io.tesela.client.upload.UploadSource.FromFile;
import io.tesela.client.upload.UploadTarget.ToFile;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.wire.ClientMessage.EncoderRequest;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.FilterRequest;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A client, a video to send and what to say of how it went; the server is up to each test. */
abstract class UploadScenario {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final byte[] GROWING = TestResult.growing();
    static final byte[] FINISHED = TestResult.finished();

    @TempDir
    Path directory;

    final ClientRuntime runtime = ClientRuntime.create();
    final UploadClient client = new UploadClient(runtime);
    final Ending ending = new Ending();
    Path video = Path.of("");
    Path out = Path.of("");

    @BeforeEach
    void writeVideo() throws IOException {
        video = directory.resolve("in.mp4");
        out = directory.resolve("out.mp4");
        writeVideo(700_000);
    }

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    FakeServer answering(byte[] output, ServerMessage... ending) {
        return FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(1L << 40));
            peer.expect(Eof.class);
            peer.send(TestResult.output(output, 1000).toArray(new ServerMessage[0]));
            peer.send(ending);
            peer.rest();
        });
    }

    void assertRefused(FakeServer server, FailureCode code, String sentence) throws IOException {
        assertThatThrownBy(() -> run(server))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(sentence);
        assertThat(names()).noneMatch(name -> name.endsWith(".part"));
    }

    UploadOutcome run(FakeServer server) {
        UploadOutcome outcome = client.upload(request(server), ending).block(PATIENCE);
        assertThat(outcome).isNotNull();
        return Objects.requireNonNull(outcome);
    }

    UploadRequest request(FakeServer server) {
        JobWishes wishes = new JobWishes(
                FilterRequest.parseChain("canny,blur:3"),
                new TileGrid(4, 2),
                "h264",
                new EncoderRequest("auto", "fast", 20),
                false,
                OnMissing.FILL);
        return new UploadRequest(address(server.port()), new FromFile(video), ToFile.of(out), wishes);
    }

    static ServerAddress address(int port) {
        return new ServerAddress("localhost", port, Family.IPV4, Duration.ofSeconds(5), Duration.ofSeconds(15));
    }

    void writeVideo(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(video, bytes);
    }

    List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for what an upload does. */
    static final class Ending implements ProgressListener {
        /** Beats without any progress after which nothing more is expected to move. */
        private static final int STANDSTILL = 8;

        private final CountDownLatch ended = new CountDownLatch(1);
        private final CountDownLatch standstill = new CountDownLatch(1);
        private final CountDownLatch placed = new CountDownLatch(1);
        private volatile long uploadedBytes;
        private volatile long awaitedAhead = -1;
        private long moved;
        private int still;

        @Override
        public void progress(UploadProgress progress) {
            uploadedBytes = progress.uploaded();
            Long ahead = progress.ahead();
            if (ahead != null && ahead == awaitedAhead) {
                placed.countDown();
            }
            long all = progress.uploaded() + progress.downloaded();
            still = all > 0 && all == moved ? still + 1 : 0;
            moved = all;
            if (still == STANDSTILL) {
                standstill.countDown();
            }
        }

        @Override
        public void ended() {
            ended.countDown();
        }

        void await() {
            UploadScenario.await(ended);
        }

        long uploadedBytes() {
            return uploadedBytes;
        }

        /** Waits until so many are said to go first. */
        void awaitAhead(long ahead) {
            awaitedAhead = ahead;
            UploadScenario.await(placed);
        }

        void awaitStandstill() {
            UploadScenario.await(standstill);
        }
    }
}
