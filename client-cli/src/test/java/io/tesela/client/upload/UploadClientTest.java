package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tesela.client.upload.ServerAddress.Family;
import io.tesela.client.upload.UploadTarget.ToFile;
import io.tesela.client.upload.UploadTarget.ToStream;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.tile.TileGrid;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.EncoderRequest;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.FilterRequest;
import io.tesela.wire.ReportJson;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Grant;
import io.tesela.wire.ServerMessage.Output;
import io.tesela.wire.ServerMessage.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

class UploadClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] GROWING = TestResult.growing();
    private static final byte[] FINISHED = TestResult.finished();

    @TempDir
    Path directory;

    private final ClientRuntime runtime = ClientRuntime.create();
    private final UploadClient client = new UploadClient(runtime);
    private final Ending ending = new Ending();
    private Path video = Path.of("");
    private Path out = Path.of("");

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

    @Test
    void upload_throttledByGrants_sendsEveryByteBelowThemAndDeliversEverything() throws Exception {
        byte[] sent = Files.readAllBytes(video);
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        try (FakeServer server = FakeServer.start(peer -> {
            Handshake handshake = peer.expect(Handshake.class);
            assertThat(handshake.filters()).isEqualTo(FilterRequest.parseChain("canny,blur:3"));
            assertThat(handshake.tiles()).isEqualTo(new TileGrid(4, 2));
            assertThat(handshake.encoder()).isEqualTo(new EncoderRequest("auto", "fast", 20));
            assertThat(handshake.container()).isEqualTo(Container.MP4);
            assertThat(handshake.name()).isEqualTo("in.mp4");
            assertThat(handshake.size()).isEqualTo(sent.length);
            peer.send(TestResult.ACCEPTED);
            for (long grant = 100_000; heard.size() < sent.length; grant += 100_000) {
                peer.send(new Grant(grant), new Grant(grant - 50_000));
                while (heard.size() < Math.min(grant, sent.length)) {
                    Chunk chunk = peer.expect(Chunk.class);
                    assertThat(chunk.offset()).isEqualTo(heard.size());
                    heard.writeBytes(bytesOf(chunk.payload()));
                    assertThat((long) heard.size()).isLessThanOrEqualTo(grant);
                }
            }
            assertThat(peer.expect(Eof.class)).isEqualTo(new Eof(sent.length, TestResult.sha256(sent)));
            peer.send(new Progress(sent.length, 6, 3, 6L, 25, 0.1, 0));
            peer.send(TestResult.output(GROWING, 100).toArray(new ServerMessage[0]));
            peer.send(TestResult.ending(TestResult.report(FINISHED, 0)));
            assertThat(peer.rest()).contains(new Received(GROWING.length));
        })) {
            UploadOutcome outcome = run(server);
            server.join();

            assertThat(heard.toByteArray()).isEqualTo(sent);
            assertThat(Files.readAllBytes(out)).isEqualTo(FINISHED);
            assertThat(directory.resolve("out.frame_crc32c")).hasContent(TestResult.CHECKSUMS);
            byte[] report = Files.readAllBytes(directory.resolve("out.json"));
            assertThat(ReportJson.read(report)).isEqualTo(outcome.report());
            assertThat(outcome.report().outputPath()).isEqualTo(out.toString());
            assertThat(outcome.report().frameCrc32c()).isEqualTo("out.frame_crc32c");
            assertThat(names()).containsExactlyInAnyOrder("in.mp4", "out.mp4", "out.json", "out.frame_crc32c");
            ending.await();
        }
    }

    @Test
    void upload_emptyVideo_isForTheServerToRefuse() throws Exception {
        writeVideo(0);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(100));
            assertThat(peer.expect(Eof.class).size()).isZero();
            peer.send(new Failure(FailureCode.NOT_A_VIDEO, "the file is empty (expected: a video)", false));
        })) {
            assertRefused(server, FailureCode.NOT_A_VIDEO, "the file is empty (expected: a video)");
        }
    }

    @Test
    void upload_serverThatGrantsMuchAndReadsNothing_isNotReadBeyondWhatTheSocketTakes() throws Exception {
        writeVideo(40_000_000);
        CountDownLatch release = new CountDownLatch(1);
        Ending watched = new Ending();
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(40_000_000));
            await(release);
        })) {
            Disposable upload = client.upload(request(server), watched).subscribe();
            watched.awaitStandstill();

            // What the kernel holds on both sides is a few megabytes at most; the video is ten times that.
            assertThat(watched.uploaded).isLessThan(20_000_000);
            upload.dispose();
            release.countDown();
            watched.await();
        }
    }

    @Test
    void upload_slowReaderOfTheResult_stopsTheServer() throws Exception {
        Pipe pipe = Pipe.open();
        int size = 16 << 10;
        AtomicInteger sent = new AtomicInteger();
        Ending watched = new Ending();
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED);
            byte[] bytes = new byte[size];
            for (int i = 0; i < 2500; i++) {
                peer.send(Output.of((long) i * size, ByteBuffer.wrap(bytes)));
                sent.incrementAndGet();
            }
            // The client has to read what it no longer wants, or TCP would reset the connection and lose its last word.
            peer.expect(Cancel.class);
        })) {
            UploadRequest request =
                    new UploadRequest(address(server.port()), video, new ToStream(pipe.sink(), null), JobWishes.NONE);
            Disposable upload = client.upload(request, watched).subscribe();
            watched.awaitStandstill();

            assertThat(sent).hasValueLessThan(1250);
            upload.dispose();
            server.join();
            pipe.source().close();
            watched.await();
        }
    }

    @Test
    void upload_received_isSaidOnlyOfWhatIsOnDisk() throws Exception {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED);
            long said = 0;
            for (ServerMessage output : TestResult.output(GROWING, 300)) {
                peer.send(output);
                said += ((Output) output).payload().remaining();
                Received received = peer.expect(Received.class);
                assertThat(received.offset()).isEqualTo(said);
                assertThat(Files.size(directory.resolve("out.mp4.part"))).isEqualTo(said);
            }
            peer.send(new Failure(FailureCode.INTERNAL, "enough", true));
        })) {
            assertRefused(server, FailureCode.INTERNAL, "enough");
            server.join();
        }
    }

    @Test
    void upload_resultWithAnotherSha256_failsAndLeavesWhatWasThere() throws Exception {
        Files.writeString(out, "old video");
        Files.writeString(directory.resolve("out.json"), "old report");
        byte[] other = FINISHED.clone();
        other[other.length - 1]++;
        try (FakeServer server = answering(GROWING, TestResult.ending(TestResult.report(other, 0)))) {
            assertRefused(
                    server,
                    FailureCode.INTERNAL,
                    out + ": sha256: " + TestResult.sha256(FINISHED) + " (expected: " + TestResult.sha256(other)
                            + ", as the report says)");
        }
        assertThat(out).hasContent("old video");
        assertThat(directory.resolve("out.json")).hasContent("old report");
        assertThat(names()).containsExactlyInAnyOrder("in.mp4", "out.mp4", "out.json");
    }

    @Test
    void upload_resultThatLacksBytes_fails() throws Exception {
        byte[] cut = Arrays.copyOf(GROWING, GROWING.length - 1);
        try (FakeServer server = answering(cut, TestResult.ending(TestResult.report(FINISHED, 0)))) {
            assertThatThrownBy(() -> run(server))
                    .isInstanceOf(TeselaException.class)
                    .hasMessageContaining("bytes");
        }
        assertThat(names()).containsExactly("in.mp4");
    }

    @Test
    void upload_resultThatIsNoMp4_fails() throws Exception {
        byte[] nonsense = "nonsense".repeat(100).getBytes(StandardCharsets.US_ASCII);
        try (FakeServer server = answering(nonsense, TestResult.ending(TestResult.report(nonsense, 0)))) {
            assertThatThrownBy(() -> run(server))
                    .isInstanceOf(TeselaException.class)
                    .hasMessageContaining("the server sent no whole MP4");
        }
        assertThat(names()).containsExactly("in.mp4");
    }

    @Test
    void upload_outputOutOfOrder_fails() throws Exception {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.send(TestResult.ACCEPTED, Output.of(5, ByteBuffer.wrap(new byte[1])));
            peer.rest();
        })) {
            assertRefused(server, FailureCode.BAD_MESSAGE, "output: offset: 5 (expected: 0)");
        }
    }

    @Test
    void upload_outputWithAnotherChecksum_fails() throws Exception {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.send(TestResult.ACCEPTED, new Output(0, ByteBuffer.wrap(new byte[1]), 7));
            peer.rest();
        })) {
            assertRefused(
                    server,
                    FailureCode.INTERNAL,
                    "output at 0: crc32c: 00000007 (expected: 527d5351, that of the bytes received)");
        }
    }

    @Test
    void upload_serverThatTalksNonsense_fails() throws Exception {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.sendRaw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            peer.rest();
        })) {
            assertRefused(server, FailureCode.BAD_MESSAGE, "message length: 1213486160 (expected: 2 to 65536)");
        }
    }

    @Test
    void upload_connectionLostMidway_failsAndLeavesNothing() throws Exception {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(700_000));
            peer.expect(Chunk.class);
            peer.send(TestResult.output(GROWING, 100).get(0));
            peer.expect(Received.class);
            peer.hangUp();
        })) {
            assertThatThrownBy(() -> run(server))
                    .isInstanceOf(TeselaException.class)
                    .hasMessageStartingWith("lost the connection to localhost:" + server.port() + ": ");
        }
        assertThat(names()).containsExactly("in.mp4");
        ending.await();
    }

    @Test
    void upload_serverClosesInsteadOfAResult_fails() throws Exception {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED);
        })) {
            assertThatThrownBy(() -> run(server))
                    .isInstanceOf(TeselaException.class)
                    .hasMessageEndingWith("it was closed before the result was there (expected: a result)");
        }
    }

    @Test
    void upload_silentServer_isGivenUp() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (FakeServer server = FakeServer.start(peer -> await(release))) {
            ServerAddress impatient = new ServerAddress(
                    "localhost", server.port(), Family.ANY, Duration.ofSeconds(5), Duration.ofMillis(300));
            UploadRequest request = new UploadRequest(impatient, video, ToFile.of(out), JobWishes.NONE);

            assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                    .isInstanceOf(TeselaException.class)
                    .hasMessageContaining("the server said nothing for");
            release.countDown();
        }
    }

    @Test
    void upload_errorWhileTheUploadIsStuck_isHeard() throws Exception {
        writeVideo(40_000_000);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(40_000_000));
            peer.send(new Failure(FailureCode.TOO_LARGE, "too long a video", false));
            peer.rest();
        })) {
            assertRefused(server, FailureCode.TOO_LARGE, "too long a video");
        }
    }

    @Test
    void upload_nobodyListens_failsNamingHostAndPort() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        UploadRequest request = new UploadRequest(address(port), video, ToFile.of(out), JobWishes.NONE);

        assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                .isInstanceOf(TeselaException.class)
                .hasMessageMatching("cannot connect to localhost:" + port + ": .*refused.* \\(expected: a server\\)");
        assertThat(names()).containsExactly("in.mp4");
        ending.await();
    }

    @Test
    void upload_unknownHost_fails() {
        ServerAddress nowhere =
                new ServerAddress("no-such-host.invalid", 1, Family.ANY, Duration.ofSeconds(5), Duration.ofSeconds(5));
        UploadRequest request = new UploadRequest(nowhere, video, ToFile.of(out), JobWishes.NONE);

        assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                .isInstanceOf(TeselaException.class)
                .hasMessage("cannot connect to no-such-host.invalid:1: unknown host (expected: a server)");
    }

    @Test
    void upload_firstAddressOfTheHostRefuses_triesTheNext() throws Exception {
        InetAddress[] addresses = InetAddress.getAllByName("localhost");
        assumeTrue(addresses.length > 1, "localhost has two addresses");
        try (FakeServer server = FakeServer.start(addresses[1], this::refuse)) {
            ServerAddress any = new ServerAddress(
                    "localhost", server.port(), Family.ANY, Duration.ofSeconds(5), Duration.ofSeconds(15));
            UploadRequest request = new UploadRequest(any, video, ToFile.of(out), JobWishes.NONE);

            assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                    .hasMessage("busy");
        }
    }

    @Test
    void upload_overIpv6_connects() throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        assumeTrue(canListen(loopback), "this machine has IPv6");
        try (FakeServer server = FakeServer.start(loopback, this::refuse)) {
            ServerAddress six = new ServerAddress(
                    "[::1]", server.port(), Family.IPV6, Duration.ofSeconds(5), Duration.ofSeconds(15));
            UploadRequest request = new UploadRequest(six, video, ToFile.of(out), JobWishes.NONE);

            assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                    .hasMessage("busy");
        }
    }

    @Test
    void upload_hostWithoutAnAddressOfTheFamily_fails() {
        ServerAddress six =
                new ServerAddress("127.0.0.1", 9, Family.IPV6, Duration.ofSeconds(5), Duration.ofSeconds(15));
        UploadRequest request = new UploadRequest(six, video, ToFile.of(out), JobWishes.NONE);

        assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                .hasMessage("cannot connect to 127.0.0.1:9: the host has no address of the family IPV6"
                        + " (expected: a server)");
    }

    @Test
    void upload_cancelled_saysSoClosesAndLeavesWhatWasThere() throws Exception {
        Files.writeString(out, "old video");
        CountDownLatch started = new CountDownLatch(1);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(1));
            peer.send(TestResult.output(GROWING, 100).get(0));
            peer.expect(Received.class);
            started.countDown();
            peer.expect(Cancel.class);
            peer.send(new Failure(FailureCode.CANCELLED, "cancelled", false));
        })) {
            Disposable upload = client.upload(request(server), ending).subscribe();
            await(started);

            upload.dispose();
            ending.await();
            server.join();
        }
        assertThat(out).hasContent("old video");
        assertThat(names()).containsExactlyInAnyOrder("in.mp4", "out.mp4");
    }

    @Test
    void upload_notSubscribed_doesNothing() {
        client.upload(new UploadRequest(address(1), video, ToFile.of(out), JobWishes.NONE), ending);

        assertThat(names()).containsExactly("in.mp4");
    }

    @Test
    void upload_toAStream_passesTheFragmentsOnAsTheyCome() throws Exception {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        Path report = directory.resolve("r.json");
        try (FakeServer server = answering(GROWING, TestResult.ending(TestResult.report(GROWING, 0)))) {
            ToStream target = new ToStream(Channels.newChannel(received), report);
            UploadOutcome outcome = client.upload(
                            new UploadRequest(address(server.port()), video, target, JobWishes.NONE), ending)
                    .block(PATIENCE);

            assertThat(outcome)
                    .isNotNull()
                    .satisfies(done -> assertThat(done.report().outputPath()).isEqualTo("-"));
        }
        assertThat(received.toByteArray()).isEqualTo(GROWING);
        assertThat(names()).containsExactlyInAnyOrder("in.mp4", "r.json", "r.frame_crc32c");
    }

    @Test
    void upload_outThatAnotherUploadIsWriting_isRefusedAndLeftAlone() throws Exception {
        Path part = directory.resolve("out.mp4.part");
        try (FileChannel other = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.write(ByteBuffer.wrap(new byte[3]));
            other.lock();
            UploadRequest request = new UploadRequest(address(1), video, ToFile.of(out), JobWishes.NONE);

            assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("--out: " + part + ": another upload is writing it");
        }
        assertThat(Files.size(part)).isEqualTo(3);
    }

    private void refuse(FakeServer.Peer peer) throws IOException {
        peer.expect(Handshake.class);
        peer.send(new Failure(FailureCode.BUSY, "busy", true));
        peer.rest();
    }

    private static boolean canListen(InetAddress address) {
        try (ServerSocket probe = new ServerSocket(0, 1, address)) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private FakeServer answering(byte[] output, ServerMessage... ending) {
        return FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(1L << 40));
            peer.expect(Eof.class);
            peer.send(TestResult.output(output, 1000).toArray(new ServerMessage[0]));
            peer.send(ending);
            peer.rest();
        });
    }

    private void assertRefused(FakeServer server, FailureCode code, String sentence) throws IOException {
        assertThatThrownBy(() -> run(server))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(sentence);
        assertThat(names()).noneMatch(name -> name.endsWith(".part"));
    }

    private UploadOutcome run(FakeServer server) {
        UploadOutcome outcome = client.upload(request(server), ending).block(PATIENCE);
        assertThat(outcome).isNotNull();
        return Objects.requireNonNull(outcome);
    }

    private UploadRequest request(FakeServer server) {
        JobWishes wishes = new JobWishes(
                FilterRequest.parseChain("canny,blur:3"),
                new TileGrid(4, 2),
                "h264",
                new EncoderRequest("auto", "fast", 20));
        return new UploadRequest(address(server.port()), video, ToFile.of(out), wishes);
    }

    private static ServerAddress address(int port) {
        return new ServerAddress("localhost", port, Family.IPV4, Duration.ofSeconds(5), Duration.ofSeconds(15));
    }

    private void writeVideo(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(video, bytes);
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for what an upload does. */
    private static final class Ending implements ProgressListener {
        /** Beats without any progress after which nothing more is expected to move. */
        private static final int STANDSTILL = 8;

        private final CountDownLatch ended = new CountDownLatch(1);
        private final CountDownLatch standstill = new CountDownLatch(1);
        private volatile long uploaded;
        private long moved;
        private int still;

        @Override
        public void progress(UploadProgress progress) {
            uploaded = progress.uploaded();
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
            UploadClientTest.await(ended);
        }

        void awaitStandstill() {
            UploadClientTest.await(standstill);
        }
    }
}
