package io.tesela.testkit;

import static io.tesela.testkit.FaultyProxy.Direction.TO_CLIENT;
import static io.tesela.testkit.FaultyProxy.Direction.TO_TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultyProxyTest {
    private static final int PATIENCE_MS = 20_000;

    private final ServerSocket target;
    private final FaultyProxy proxy;

    FaultyProxyTest() throws IOException {
        target = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        proxy = FaultyProxy.to(target.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        target.close();
    }

    @Test
    void bytes_withoutFault_passBothWaysToTheEnd() throws Exception {
        // Given
        byte[] sent = new byte[3_000_000];
        new Random(5).nextBytes(sent);
        try (Socket client = connect();
                Socket server = accept()) {
            // When: the target sends back what it reads, while it reads
            CompletableFuture<Void> echo = Background.run(() -> echo(server));
            CompletableFuture<byte[]> received = Background.call(() -> readAll(client));
            client.getOutputStream().write(sent);
            client.shutdownOutput();

            // Then
            assertThat(received.get()).isEqualTo(sent);
            echo.get();
            assertThat(proxy.passed(TO_TARGET)).isEqualTo(sent.length);
            assertThat(proxy.passed(TO_CLIENT)).isEqualTo(sent.length);
            assertThat(proxy.accepted()).isEqualTo(1);
        }
    }

    @Test
    void cutAfter_passesTheseBytesThenEndsBothSides_andOnlyOnce() throws Exception {
        // Given
        proxy.cutAfter(TO_TARGET, 5);
        try (Socket client = connect();
                Socket server = accept()) {
            // When
            client.getOutputStream().write(bytes("hello world"));

            // Then
            assertThat(text(readAll(server))).isEqualTo("hello");
            assertThat(ended(client)).isTrue();
        }
        try (Socket client = connect();
                Socket server = accept()) {
            client.getOutputStream().write(bytes("hello again"));
            client.shutdownOutput();
            assertThat(text(readAll(server))).isEqualTo("hello again");
        }
    }

    @Test
    void halfCloseAfter_endsOneDirection_andTheOtherGoesOn() throws Exception {
        // Given
        proxy.halfCloseAfter(TO_TARGET, 5);
        try (Socket client = connect();
                Socket server = accept()) {
            // When
            client.getOutputStream().write(bytes("hello world"));

            // Then
            assertThat(text(readAll(server))).isEqualTo("hello");
            server.getOutputStream().write(bytes("still here"));
            assertThat(text(client.getInputStream().readNBytes(10))).isEqualTo("still here");
            server.shutdownOutput();
            assertThat(ended(client)).isTrue();
        }
    }

    @Test
    void delay_holdsBytesBackInOrder() throws Exception {
        // Given
        Duration delay = Duration.ofMillis(50);
        proxy.delay(TO_CLIENT, delay);
        try (Socket client = connect();
                Socket server = accept()) {
            // When
            long start = System.nanoTime();
            server.getOutputStream().write(bytes("first "));
            server.getOutputStream().flush();
            server.getOutputStream().write(bytes("second"));
            server.shutdownOutput();

            // Then: not before the delay is over, however slow this machine is
            assertThat(text(readAll(client))).isEqualTo("first second");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(delay.toNanos());
        }
    }

    @Test
    void stallAfter_holdsEverythingBackUntilItIsHealed() throws Exception {
        // Given
        proxy.stallAfter(TO_TARGET, 6);
        try (Socket client = connect();
                Socket server = accept()) {
            client.getOutputStream().write(bytes("first "));
            assertThat(text(server.getInputStream().readNBytes(6))).isEqualTo("first ");
            client.getOutputStream().write(bytes("second"));
            client.shutdownOutput();

            // When: the other way is free, so what comes through it shows that the stall has had its time
            server.getOutputStream().write(bytes("meanwhile"));
            assertThat(text(client.getInputStream().readNBytes(9))).isEqualTo("meanwhile");
            assertThat(proxy.passed(TO_TARGET)).isEqualTo(6);
            proxy.heal();

            // Then
            assertThat(text(readAll(server))).isEqualTo("second");
        }
    }

    @Test
    void heal_takesBackAFaultThatHasNotStruck() throws Exception {
        proxy.cutAfter(TO_TARGET, 5);
        proxy.delay(TO_TARGET, Duration.ofDays(1));
        proxy.heal();
        try (Socket client = connect();
                Socket server = accept()) {
            client.getOutputStream().write(bytes("hello world"));
            client.shutdownOutput();

            assertThat(text(readAll(server))).isEqualTo("hello world");
        }
    }

    @Test
    void cutAll_endsOpenConnections() throws Exception {
        try (Socket client = connect();
                Socket server = accept()) {
            client.getOutputStream().write(1);
            assertThat(server.getInputStream().read()).isEqualTo(1);

            proxy.cutAll();

            assertThat(ended(client)).isTrue();
            assertThat(ended(server)).isTrue();
        }
    }

    @Test
    void connection_whenTheTargetIsGone_ends() throws Exception {
        target.close();
        try (Socket client = connect()) {
            assertThat(ended(client)).isTrue();
        }
    }

    @Test
    void connection_whenOneSideEnds_endsOnTheOther() throws Exception {
        try (Socket client = connect()) {
            client.getOutputStream().write(bytes("bye"));
        }

        try (Socket server = accept()) {
            assertThat(text(readAll(server))).isEqualTo("bye");
        }
    }

    @Test
    void faults_thatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> proxy.cutAfter(TO_TARGET, 0)).hasMessage("bytes: 0 (expected: > 0)");
        assertThatThrownBy(() -> proxy.delay(TO_TARGET, Duration.ofMillis(-1)))
                .hasMessage("delay: PT-0.001S (expected: >= 0)");
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private Socket accept() throws IOException {
        Socket socket = target.accept();
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private static void echo(Socket socket) {
        try {
            socket.getInputStream().transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] readAll(Socket socket) {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the stream ends, in order or by a reset; fails if it stays open. */
    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
