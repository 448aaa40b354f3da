package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.standalone.role.LocalService;
import io.tesela.testkit.Background;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Videos that come over HTTP, by the words of tus 1.0.0, into a service that works. */
class HttpUploadTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Map<String, String> WISHES = new LinkedHashMap<>();

    static {
        WISHES.put("filename", "é.mp4");
        WISHES.put("filters", "blur:3");
        WISHES.put("tiles", "2x1");
    }

    @TempDir
    Path folder;

    private byte[] video;
    private LocalService service;
    private PageClient page;
    private TusClient uploads;

    @BeforeEach
    void startService() throws Exception {
        video = Files.readAllBytes(Clips.sample("odd_321x241_444.mp4"));
        service = TestService.overMemory(
                TestService.config("ingest-uploads", folder.resolve("data"), TilePartitioning.TILE),
                new InMemoryBroker());
        page = new PageClient(service.httpPort());
        uploads = new TusClient(page);
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @Test
    void upload_inParts_isAJobAsAnyOther() throws Exception {
        String upload = begin(video.length);
        int middle = video.length / 2;

        HttpResponse<byte[]> first = uploads.bring(upload, 0, Arrays.copyOf(video, middle));
        HttpResponse<byte[]> standing = uploads.ask("HEAD", upload);
        HttpResponse<byte[]> second = uploads.bring(upload, middle, Arrays.copyOfRange(video, middle, video.length));

        assertThat(first.statusCode()).isEqualTo(204);
        assertThat(header(first, "Upload-Offset")).isEqualTo(middle);
        assertThat(header(standing, "Upload-Offset")).isEqualTo(middle);
        assertThat(header(standing, "Upload-Length")).isEqualTo(video.length);
        assertThat(standing.headers().firstValue("Upload-Metadata")).contains(TusClient.metadata(WISHES));
        assertThat(header(second, "Upload-Offset")).isEqualTo(video.length);
        String job = job(upload);
        await().atMost(BOUND).until(() -> page.state(job).equals("done"));
        var report = page.json("/jobs/" + job + "/report.json");
        assertThat(report.at("/input/sha256").textValue()).isEqualTo(sha256(video));
        assertThat(report.get("filters").textValue()).isEqualTo("blur:3");
        assertThat(report.get("tiles").toString()).isEqualTo("[2,1]");
        assertThat(page.json("/jobs/" + job).get("name").textValue()).isEqualTo("é.mp4");
    }

    /** What came before the connection broke is there, and the rest is all that is sent again. */
    @Test
    void upload_whoseConnectionBreaks_goesOnWhereItWas() throws Exception {
        String upload = begin(video.length);
        int sent = video.length - 1000;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.httpPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("PATCH " + upload
                            + " HTTP/1.1\r\nHost: tesela\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: "
                            + TusClient.PART + "\r\nContent-Length: " + video.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(video, 0, sent);
            out.flush();
            await().atMost(BOUND).until(() -> header(uploads.ask("HEAD", upload), "Upload-Offset") == sent);
        }

        HttpResponse<byte[]> rest = uploads.bring(upload, sent, Arrays.copyOfRange(video, sent, video.length));

        assertThat(rest.statusCode()).isEqualTo(204);
        await().atMost(BOUND).until(() -> page.state(job(upload)).equals("done"));
    }

    /** Whoever hears that all bytes are here sends no more: so its end must not depend on one more part. */
    @Test
    void upload_whoseConnectionBreaksBehindItsLastByte_isWhole() throws Exception {
        String upload = begin(video.length);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.httpPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("PATCH " + upload
                            + " HTTP/1.1\r\nHost: tesela\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: "
                            + TusClient.PART + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(video.length)
                            + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(video);
            out.flush();
            await().atMost(BOUND)
                    .until(() ->
                            page.json("/jobs/" + job(upload)).get("uploaded").longValue() == video.length);
        }

        assertThat(header(uploads.ask("HEAD", upload), "Upload-Offset")).isEqualTo(video.length);

        await().atMost(BOUND).until(() -> page.state(job(upload)).equals("done"));
    }

    /** It is its client's, which must not notice. */
    @Test
    void upload_ofAnotherClient_isNotThere() throws Exception {
        try (PipedOutputStream camera = new PipedOutputStream();
                PipedInputStream sent = new PipedInputStream(camera, 1 << 16)) {
            CompletableFuture<Integer> client = Background.call(() ->
                    Main.run(TestService.console(sent, new ByteArrayOutputStream()), Map.of(), new String[] {
                        "upload",
                        "--port",
                        Integer.toString(service.port()),
                        "--video",
                        "-",
                        "--out",
                        folder.resolve("out.mp4").toString(),
                        "--quiet"
                    }));
            await().atMost(BOUND).until(() -> page.json("/jobs").get("jobs").size() == 1);
            String job = page.json("/jobs").at("/jobs/0/job").textValue();

            assertThat(uploads.ask("HEAD", "/uploads/" + job).statusCode()).isEqualTo(404);
            assertThat(uploads.ask("DELETE", "/uploads/" + job).statusCode()).isEqualTo(404);

            assertThat(page.state(job)).isEqualTo("uploading");
            page.bytes("DELETE", "/jobs/" + job);
            assertThat(client.get()).isEqualTo(130);
        }
    }

    @Test
    void upload_whoseResultIsThere_canBeLetGo() throws Exception {
        String upload = begin(video.length);
        uploads.bring(upload, 0, video);
        await().atMost(BOUND).until(() -> page.state(job(upload)).equals("done"));

        assertThat(uploads.ask("DELETE", upload).statusCode()).isEqualTo(204);

        await().atMost(BOUND).until(() -> uploads.ask("HEAD", upload).statusCode() == 404);
    }

    @Test
    void upload_thatIsCancelled_isGone_andItsJobSaysWhy() throws Exception {
        String upload = begin(video.length);
        uploads.bring(upload, 0, Arrays.copyOf(video, 100));

        HttpResponse<byte[]> cancelled = uploads.ask("DELETE", upload);

        assertThat(cancelled.statusCode()).isEqualTo(204);
        await().atMost(BOUND).until(() -> page.state(job(upload)).equals("failed"));
        assertThat(uploads.ask("HEAD", upload).statusCode()).isEqualTo(410);
        assertRefused(uploads.bring(upload, 100, new byte[100]), 410, "the job failed: it was cancelled at the server");
    }

    /** To the end of the request: a browser that still sends does not hear an answer. */
    @Test
    void upload_ofNoVideo_isRefusedInASentence_howeverMuchComes() throws Exception {
        byte[] noise = new byte[3_000_000];
        Arrays.fill(noise, (byte) 'x');
        String upload = begin(2L * noise.length);
        uploads.bring(upload, 0, noise);
        await().atMost(BOUND).until(() -> page.state(job(upload)).equals("failed"));

        assertRefused(uploads.bring(upload, noise.length, noise), 410, "the job failed: not a video: ");
    }

    @Test
    void upload_besideTheProtocol_isRefusedInASentence_andGoesOnAfterwards() throws Exception {
        String upload = begin(video.length);

        assertRefused(uploads.bring(upload, 5, video), 409, "Upload-Offset: 5 (expected: 0)");
        assertRefused(
                uploads.bring(upload, 0, new byte[video.length + 1]),
                413,
                "upload: more than " + video.length + " bytes");
        assertRefused(
                page.bytes("PATCH", upload, video, "Tus-Resumable", "1.0.0", "Upload-Offset", "0"),
                415,
                "Content-Type: another (expected: application/offset+octet-stream)");
        assertRefused(
                page.bytes("PATCH", upload, video, "Tus-Resumable", "0.2.2"), 412, "Tus-Resumable: 0.2.2 (expected");
        assertRefused(
                page.bytes("PATCH", upload, video, "Tus-Resumable", "1.0.0", "Content-Type", TusClient.PART),
                400,
                "Upload-Offset: missing (expected: a whole number");
        assertRefused(uploads.bring("/uploads/none", 0, video), 404, "there is no such upload here");
        assertRefused(uploads.ask("POST", "/uploads"), 400, "Upload-Length: missing (expected: a whole number");
        assertRefused(
                uploads.ask("POST", "/uploads", "Upload-Length", "0"),
                400,
                "Upload-Length: 0 (expected: a whole number from 1)");
        assertRefused(uploads.create(10, Map.of("filters", "blurr")), 400, "unknown filter: 'blurr'");
        assertRefused(uploads.create(10, Map.of("tiles", "3")), 400, "tiles: 3 (expected: COLUMNSxROWS");
        assertRefused(
                uploads.create(10, Map.of("crf", "x")), 400, "Upload-Metadata: crf: 'x' (expected: as --crf of tesela");
        assertRefused(
                uploads.ask("POST", "/uploads", "Upload-Length", "10", "Upload-Metadata", "filename !"),
                400,
                "Upload-Metadata: filename: '!' (expected: Base64)");
        assertRefused(uploads.create(Long.MAX_VALUE / 10, Map.of()), 413, "handshake: size: ");

        long here = header(uploads.ask("HEAD", upload), "Upload-Offset");
        assertThat(uploads.bring(upload, here, Arrays.copyOfRange(video, (int) here, video.length))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void protocol_isDescribed() throws Exception {
        HttpResponse<byte[]> answer = page.bytes("OPTIONS", "/uploads");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().map())
                .containsEntry("tus-version", List.of("1.0.0"))
                .containsEntry("tus-extension", List.of("creation,termination"));
    }

    private String begin(long size) throws Exception {
        HttpResponse<byte[]> created = uploads.create(size, WISHES);
        assertThat(created.statusCode()).isEqualTo(201);
        return created.headers().firstValue("Location").orElseThrow();
    }

    private static void assertRefused(HttpResponse<byte[]> answer, int status, String sentence) {
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .startsWith(sentence)
                .hasLineCount(1);
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    private static String job(String upload) {
        return upload.substring("/uploads/".length());
    }

    private static long header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValueAsLong(name).orElse(-1);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
