package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.client.upload.UploadSource.FromFile;
import io.tesela.client.upload.UploadTarget.ToFile;
import io.tesela.client.upload.UploadTarget.ToStream;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
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
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadClientTest extends UploadScenario {
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
            peer.send(new Progress(sent.length, 6, 3, 6L, 25, 0.1, 0, null));
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
            assertThat(ReportJson.read(report))
                    .isEqualTo(TestResult.finished(outcome).report());
            assertThat(TestResult.finished(outcome).report().outputPath()).isEqualTo(out.toString());
            assertThat(TestResult.finished(outcome).report().frameCrc32c()).isEqualTo("out.frame_crc32c");
            assertThat(names()).containsExactlyInAnyOrder("in.mp4", "out.mp4", "out.json", "out.frame_crc32c");
            ending.await();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, MP4", "false, FMP4"})
    void upload_thatIsToStayFragmented_keepsTheFragmentsAsTheyCome(boolean live, Container container) throws Exception {
        try (FakeServer server = FakeServer.start(peer -> {
            Handshake handshake = peer.expect(Handshake.class);
            assertThat(handshake.live()).isEqualTo(live);
            assertThat(handshake.container()).isEqualTo(Container.FMP4);
            peer.send(TestResult.ACCEPTED, new Grant(Files.size(video)));
            peer.send(TestResult.output(GROWING, 100).toArray(new ServerMessage[0]));
            peer.send(TestResult.ending(TestResult.report(GROWING, 0)));
            peer.rest();
        })) {
            JobWishes wishes = new JobWishes(List.of(), null, null, null, live, OnMissing.FILL);
            ToFile target = new ToFile(out, directory.resolve("out.json"), container, null);
            client.upload(new UploadRequest(address(server.port()), new FromFile(video), target, wishes), ending)
                    .block(PATIENCE);
            server.join();

            assertThat(Files.readAllBytes(out)).isEqualTo(GROWING);
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
    void upload_toAStream_passesTheFragmentsOnAsTheyCome() throws Exception {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        Path report = directory.resolve("r.json");
        try (FakeServer server = answering(GROWING, TestResult.ending(TestResult.report(GROWING, 0)))) {
            ToStream target = new ToStream(Channels.newChannel(received), report);
            UploadOutcome outcome = client.upload(
                            new UploadRequest(address(server.port()), new FromFile(video), target, JobWishes.NONE),
                            ending)
                    .block(PATIENCE);

            assertThat(outcome)
                    .isNotNull()
                    .satisfies(done -> assertThat(
                                    TestResult.finished(done).report().outputPath())
                            .isEqualTo("-"));
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
            UploadRequest request = new UploadRequest(address(1), new FromFile(video), ToFile.of(out), JobWishes.NONE);

            assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("--out: " + part + ": another upload is writing it");
        }
        assertThat(Files.size(part)).isEqualTo(3);
    }
}
