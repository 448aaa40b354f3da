package io.tesela.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

final class RoleHttpServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static LoopResources loops;
    private static HttpClient client;

    private final AtomicReference<Optional<String>> obstacle = new AtomicReference<>(Optional.empty());
    private Telemetry telemetry;
    private RoleHttpServer server;

    @BeforeAll
    static void startLoops() {
        loops = LoopResources.create("test-http", 1, true);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    @AfterAll
    static void stopLoops() {
        loops.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE);
    }

    @BeforeEach
    void start() {
        telemetry = Telemetry.prometheus("test");
        server = start(RoleHttpConfig.of("::", 0));
    }

    @AfterEach
    void stop() {
        server.close();
        telemetry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]"})
    void healthz_overBothFamilies_isOk(String host) throws Exception {
        HttpResponse<String> answer = get(host, "/healthz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok\n");
    }

    @Test
    void readyz_whenReady_is200() throws Exception {
        HttpResponse<String> answer = get("127.0.0.1", "/readyz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ready\n");
    }

    @Test
    void readyz_whenNotReady_is503AndSaysWhyInOneLine() throws Exception {
        obstacle.set(Optional.of("no broker answers\nat localhost:9092"));

        HttpResponse<String> answer = get("127.0.0.1", "/readyz");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("kafka: no broker answers at localhost:9092\n");
    }

    @Test
    void metrics_afterUse_isPrometheusTextWithOurNames() throws Exception {
        telemetry.meters().frames("decoded").increment(3);

        HttpResponse<String> answer = get("127.0.0.1", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(PrometheusText.parse(answer.body()))
                .containsEntry("tesela_frames_total{role=\"test\",stage=\"decoded\"}", 3.0);
    }

    @Test
    void otherRoute_is404WithASentence() throws Exception {
        HttpResponse<String> answer = get("127.0.0.1", "/nowhere%3Cscript%3E");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo(
                        "GET /nowhere%3Cscript%3E is not served here (expected: /metrics, /healthz or /readyz; at an ingest also / and /jobs)\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /%ZZ HTTP/1.1", "GET  HTTP/9", "nonsense"})
    void requestThatIsNone_isRefusedAndTheServerUnharmed(String line) throws Exception {
        try (Socket socket = connect(server.port())) {
            socket.getOutputStream().write((line + "\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readNBytes(10), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 4");
        }
        assertThat(get("127.0.0.1", "/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void otherMethod_is404() throws Exception {
        HttpRequest post = request("127.0.0.1", "/metrics")
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000)))
                .build();

        HttpResponse<String> answer = client.send(post, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).startsWith("POST /metrics is not served here");
    }

    @Test
    void head_hasTheLengthAndNoBody() throws Exception {
        HttpRequest head = request("127.0.0.1", "/healthz")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();

        HttpResponse<String> answer = client.send(head, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-length")).contains("3");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void headersBeyondTheLimit_areRefused() throws Exception {
        HttpRequest large = request("127.0.0.1", "/healthz")
                .header("x-large", "y".repeat(20_000))
                .build();

        HttpResponse<String> answer = client.send(large, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(431);
    }

    @Test
    void connectionBeyondTheLimit_isClosedAndOthersAreServed() throws Exception {
        RoleHttpConfig one = new RoleHttpConfig("127.0.0.1", 0, 1, PATIENCE);

        try (RoleHttpServer small = start(one);
                Socket first = connect(small.port())) {
            assertThat(ask(first)).startsWith("HTTP/1.1 200");
            try (Socket second = connect(small.port())) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(ask(first)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void idleConnection_isClosed() throws Exception {
        RoleHttpConfig impatient = new RoleHttpConfig("127.0.0.1", 0, 10, Duration.ofMillis(50));

        try (RoleHttpServer impatientServer = start(impatient);
                Socket silent = connect(impatientServer.port())) {
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void close_withAnOpenConnection_freesThePortAndClosesIt() throws Exception {
        RoleHttpServer other = start(RoleHttpConfig.of("127.0.0.1", 0));
        int port = other.port();
        try (Socket open = connect(port)) {
            assertThat(ask(open)).startsWith("HTTP/1.1 200");

            other.close();

            assertThat(open.getInputStream().read()).isEqualTo(-1);
        }
        await().atMost(PATIENCE).ignoreException(BindException.class).until(() -> canBind(port));
    }

    @Test
    void start_onATakenPort_fails() {
        Mono<RoleHttpServer> second = starting(RoleHttpConfig.of("::", server.port()));

        assertThatThrownBy(() -> second.block(PATIENCE)).hasMessageContaining("Failed to bind");
    }

    @Test
    void config_outsideItsRange_namesTheValue() {
        assertThatThrownBy(() -> RoleHttpConfig.of("::", 65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port: 65536 (expected: 0 to 65535)");
    }

    private RoleHttpServer start(RoleHttpConfig config) {
        return starting(config).blockOptional(PATIENCE).orElseThrow();
    }

    private Mono<RoleHttpServer> starting(RoleHttpConfig config) {
        Readiness readiness = Readiness.all(List.of(Readiness.check("kafka", obstacle::get), Readiness.always()));
        return RoleHttpServer.start(config, loops, List.of(new RoleRoutes(telemetry, readiness)));
    }

    private HttpResponse<String> get(String host, String path) throws IOException, InterruptedException {
        return client.send(request(host, path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String host, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + host + ":" + server.port() + path))
                .timeout(PATIENCE);
    }

    private static boolean canBind(int port) throws IOException {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return free.isBound();
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** Asks for /healthz and reads exactly its answer, so that the connection can be used again. */
    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\nok\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("end of the answer %s", answer).isNotNegative();
            answer.append((char) next);
        }
        return answer.toString();
    }
}
