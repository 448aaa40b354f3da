package io.tesela.ingest.session;

import static io.tesela.domain.failure.FailureCode.BAD_FILTER;
import static io.tesela.domain.failure.FailureCode.BAD_MESSAGE;
import static io.tesela.domain.failure.FailureCode.BAD_TILES;
import static io.tesela.domain.failure.FailureCode.CANCELLED;
import static io.tesela.domain.failure.FailureCode.CHECKSUM_MISMATCH;
import static io.tesela.domain.failure.FailureCode.INTERNAL;
import static io.tesela.domain.failure.FailureCode.NOT_A_VIDEO;
import static io.tesela.domain.failure.FailureCode.PATH_NOT_ALLOWED;
import static io.tesela.domain.failure.FailureCode.TOO_LARGE;
import static io.tesela.domain.failure.FailureCode.UNKNOWN_JOB;
import static io.tesela.domain.failure.FailureCode.UNSUPPORTED_CODEC;
import static io.tesela.domain.failure.FailureCode.UNSUPPORTED_VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client does wrong: one clear error, the connection closed, nothing left behind, the server unharmed. */
@Timeout(60)
class RefusalTest {
    private static final byte[] VIDEO = FakeVideo.of(6, 1000).bytes();
    private static final FakeDecoders DECODERS = new FakeDecoders();

    @TempDir
    static Path data;

    private static TestIngest ingest;

    /** What the client does before it only listens. */
    interface Deed {
        void act(TestClient client) throws IOException;
    }

    @BeforeAll
    static void start() {
        ingest = TestIngest.start(data, DECODERS);
    }

    @AfterAll
    static void stop() {
        ingest.close();
        assertThat(DECODERS.open()).as("open decoders").isZero();
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                refused(
                        "not JSON",
                        client -> client.sendJson("hello"),
                        BAD_MESSAGE,
                        "message: not JSON: Unrecognized token 'hello' (expected: a JSON object)"),
                refused(
                        "a message that claims 4 GiB",
                        RefusalTest::claimFourGiB,
                        BAD_MESSAGE,
                        "message length: 4294967295 (expected: 2 to 65536)"),
                refused("unknown type", client -> client.sendJson("{\"type\":\"hi\"}"), BAD_MESSAGE, "(expected: "),
                refused(
                        "chunk before the handshake",
                        client -> client.send(Chunk.of(0, ByteBuffer.wrap(VIDEO))),
                        BAD_MESSAGE,
                        "chunk: before the handshake (expected: handshake first)"),
                refused(
                        "two handshakes",
                        client -> client.send(TestClient.handshake(), TestClient.handshake()),
                        BAD_MESSAGE,
                        "handshake: during the upload (expected: chunk, eof with size and sha256, received or cancel)"),
                refused(
                        "another version",
                        client -> client.sendJson(handshake("\"version\":2")),
                        UNSUPPORTED_VERSION,
                        "version: 2 (expected: 1)"),
                refused(
                        "unknown filter",
                        client -> client.sendJson(handshake("\"version\":1,\"filters\":[[\"sepia\",{}]]")),
                        BAD_FILTER,
                        "unknown filter: 'sepia' (expected: one of adaptive, bilateral, blur, box, canny, clahe, denoise, dilate, equalize,"
                                + " erode, faces, gray, invert, laplacian, median, motion, pixelate, sharpen, sobel, threshold)"),
                refused(
                        "even kernel",
                        client -> client.sendJson(handshake("\"version\":1,\"filters\":[[\"blur\",{\"k\":4}]]")),
                        BAD_FILTER,
                        "blur: k"),
                refused(
                        "no tiles",
                        client -> client.sendJson(handshake("\"version\":1,\"tiles\":[0,3]")),
                        BAD_TILES,
                        "tiles: 0x3 (expected: COLUMNSxROWS, each from 1 to 64, for example 3x3)"),
                refused(
                        "unknown codec",
                        client -> client.sendJson(handshake("\"version\":1,\"codec\":\"av1\"")),
                        UNSUPPORTED_CODEC,
                        "codec: av1 (expected: h264)"),
                refused(
                        "a job to resume",
                        client ->
                                client.sendJson(handshake("\"version\":1,\"resume\":{\"job\":\"abc\",\"received\":0}")),
                        UNKNOWN_JOB,
                        "job: abc (expected: one that this server has"),
                refused(
                        "a video of the server's own, which has none",
                        client -> client.sendJson(
                                "{\"type\":\"handshake\",\"version\":1,\"mode\":\"file\",\"name\":\"v\"}"),
                        PATH_NOT_ALLOWED,
                        "handshake: mode: this server has no videos of its own (expected: stream, or a server that is"
                                + " started with --media-root)"),
                refused(
                        "a video that says it is too large",
                        client -> client.sendJson(handshake("\"version\":1,\"size\":67108865")),
                        TOO_LARGE,
                        "handshake: size: 67108865 (expected: at most 67108864 bytes)"));
    }

    static Stream<Arguments> uploads() {
        return Stream.of(
                refused(
                        "wrong checksum of a chunk",
                        RefusalTest::sendWrongChunk,
                        CHECKSUM_MISMATCH,
                        "chunk at 0: crc32c: 00000000 (expected: "),
                refused(
                        "gap between chunks",
                        client -> client.send(Chunk.of(5, ByteBuffer.wrap(VIDEO, 0, 10))),
                        BAD_MESSAGE,
                        "chunk: offset: 5 (expected: 0)"),
                refused(
                        "wrong checksum of the video",
                        RefusalTest::sendWrongSha256,
                        CHECKSUM_MISMATCH,
                        "eof: sha256: " + "0".repeat(64) + " (expected: " + TestClient.sha256(VIDEO)
                                + ", that of the bytes received)"),
                refused(
                        "wrong size of the video",
                        client -> client.send(new Eof(5, "0".repeat(64))),
                        BAD_MESSAGE,
                        "eof: size: 5 (expected: 0, the bytes received)"),
                refused("an empty video", client -> client.eof(new byte[0]), NOT_A_VIDEO, "not a video"),
                refused("random bytes", RefusalTest::sendNoise, NOT_A_VIDEO, "not a video: no magic"),
                refused(
                        "more stored than sent",
                        client -> client.send(new Received(1)),
                        BAD_MESSAGE,
                        "received: offset: 1 (expected: at most 0, what was sent)"),
                refused(
                        "cancelled in the middle",
                        RefusalTest::cancelInTheMiddle,
                        CANCELLED,
                        "the client cancelled the job (expected: nothing more)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void converse_badMessage_isRefused(String name, Deed deed, FailureCode code, String sentence) throws IOException {
        // When
        List<ServerMessage> told;
        try (TestClient client = TestClient.connect(ingest.port())) {
            deed.act(client);
            told = client.rest();
        }

        // Then
        assertRefused(told, code, sentence);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uploads")
    void converse_badUpload_isRefused(String name, Deed deed, FailureCode code, String sentence) throws IOException {
        // When
        List<ServerMessage> told;
        try (TestClient client = TestClient.connect(ingest.port())) {
            client.open(TestClient.handshake());
            deed.act(client);
            told = client.rest();
        }

        // Then
        assertRefused(told, code, sentence);
    }

    static Stream<Arguments> jobs() {
        return Stream.of(
                refused(
                        "frames too small for the grid",
                        client -> {
                            client.open(TestClient.handshake("invert", new TileGrid(9, 2), Container.FMP4));
                            client.upload(VIDEO, 0, VIDEO.length);
                        },
                        BAD_TILES,
                        "tiles: 9x2 (expected: at most 8x8 for a frame of 16x16)"),
                refused(
                        "a live video that is to become a regular MP4",
                        client -> client.send(TestClient.live(Container.MP4)),
                        BAD_MESSAGE,
                        "handshake: container: mp4 of a live video (expected: fmp4, since its end is not foreseen)"),
                refused(
                        "output that is no MP4",
                        client -> {
                            client.open(TestClient.handshake("", null, Container.MP4));
                            client.upload(VIDEO, 0, VIDEO.length);
                            client.eof(VIDEO);
                        },
                        INTERNAL,
                        "the server failed while working on this job"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jobs")
    void converse_jobThatCannotBeDone_isRefused(String name, Deed deed, FailureCode code, String sentence)
            throws IOException {
        // When
        List<ServerMessage> told;
        try (TestClient client = TestClient.connect(ingest.port())) {
            deed.act(client);
            told = client.rest();
        }

        // Then
        assertRefused(told, code, sentence);
    }

    private static void assertRefused(List<ServerMessage> told, FailureCode code, String sentence) throws IOException {
        assertThat(told).filteredOn(Failure.class::isInstance).hasSize(1);
        assertThat(told.get(told.size() - 1)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.message()).contains(sentence);
            assertThat(failure.retryable()).isEqualTo(code.retryable());
        });
        ingest.awaitNothingLeft();
        try (TestClient next = TestClient.connect(ingest.port())) {
            assertThat(next.converse(TestClient.handshake(), VIDEO).ok()).isTrue();
        }
        ingest.awaitNothingLeft();
    }

    private static Arguments refused(String name, Deed deed, FailureCode code, String sentence) {
        return Arguments.of(name, deed, code, sentence);
    }

    private static String handshake(String fields) {
        return "{\"type\":\"handshake\",\"mode\":\"stream\",\"name\":\"v\"," + fields + "}";
    }

    /** Says more than it may, and keeps talking: the server must hear it out, or the error is lost with a reset. */
    private static void claimFourGiB(TestClient client) throws IOException {
        client.sendRaw(new byte[] {-1, -1, -1, -1});
        byte[] run = "x".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 64; i++) {
            client.sendRaw(run);
        }
    }

    private static void sendWrongChunk(TestClient client) throws IOException {
        client.send(new Chunk(0, ByteBuffer.wrap(VIDEO, 0, 1000), 0));
        client.send(Chunk.of(1000, ByteBuffer.wrap(VIDEO, 1000, 1000)));
    }

    private static void sendWrongSha256(TestClient client) throws IOException {
        client.upload(VIDEO, 0, VIDEO.length);
        client.send(new Eof(VIDEO.length, "0".repeat(64)));
    }

    /** Ignores its grants, as a client may that has not heard of the refusal. */
    private static void sendNoise(TestClient client) throws IOException {
        byte[] noise = new byte[2 << 20];
        new Random(1).nextBytes(noise);
        for (int at = 0; at < noise.length; at += 32 << 10) {
            client.send(Chunk.of(at, ByteBuffer.wrap(noise, at, 32 << 10)));
        }
        client.eof(noise);
    }

    private static void cancelInTheMiddle(TestClient client) throws IOException {
        client.upload(VIDEO, 0, VIDEO.length / 2);
        client.send(new Cancel());
        client.send(Chunk.of(VIDEO.length / 2, ByteBuffer.wrap(VIDEO, 0, 100)));
    }
}
