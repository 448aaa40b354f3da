package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tesela.client.upload.ServerAddress.Family;
import io.tesela.client.upload.UploadSource.FromFile;
import io.tesela.client.upload.UploadTarget.ToFile;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Grant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class UploadConnectionTest extends UploadScenario {
    @Test
    void upload_serverThatTalksNonsense_fails() throws Exception {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.sendRaw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            peer.rest();
        })) {
            assertRefused(
                    server,
                    FailureCode.BAD_MESSAGE,
                    "localhost:" + server.port()
                            + " answers, but not as Tesela does (expected: the port of an ingest, 9090"
                            + " unless it was told another)");
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
            UploadRequest request = new UploadRequest(impatient, new FromFile(video), ToFile.of(out), JobWishes.NONE);

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
        UploadRequest request = new UploadRequest(address(port), new FromFile(video), ToFile.of(out), JobWishes.NONE);

        assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                .isInstanceOf(TeselaException.class)
                .hasMessageMatching(
                        "cannot connect to localhost:" + port + ": .*refused.* \\(expected: a server there; "
                                + "tesela up starts one, --host and --port say where\\)");
        assertThat(names()).containsExactly("in.mp4");
        ending.await();
    }

    @Test
    void upload_noSocketAtThePath_failsNamingThePath() {
        ServerAddress unix = address(1).withUnix(out.resolveSibling("none.sock"));
        UploadRequest request = new UploadRequest(unix, new FromFile(video), ToFile.of(out), JobWishes.NONE);

        assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                .isInstanceOf(TeselaException.class)
                .hasMessageMatching(
                        "cannot connect to .*none.sock: .* \\(expected: a server there; tesela up --unix PATH"
                                + " starts one, --unix says where\\)");
    }

    @Test
    void upload_unknownHost_fails() {
        ServerAddress nowhere =
                new ServerAddress("no-such-host.invalid", 1, Family.ANY, Duration.ofSeconds(5), Duration.ofSeconds(5));
        UploadRequest request = new UploadRequest(nowhere, new FromFile(video), ToFile.of(out), JobWishes.NONE);

        assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                .isInstanceOf(TeselaException.class)
                .hasMessage("cannot connect to no-such-host.invalid:1: unknown host (expected: a server there;"
                        + " tesela up starts one, --host and --port say where)");
    }

    @Test
    void upload_firstAddressOfTheHostRefuses_triesTheNext() throws Exception {
        InetAddress[] addresses = InetAddress.getAllByName("localhost");
        assumeTrue(addresses.length > 1, "localhost has two addresses");
        try (FakeServer server = FakeServer.start(addresses[1], this::refuse)) {
            ServerAddress any = new ServerAddress(
                    "localhost", server.port(), Family.ANY, Duration.ofSeconds(5), Duration.ofSeconds(15));
            UploadRequest request = new UploadRequest(any, new FromFile(video), ToFile.of(out), JobWishes.NONE);

            assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                    .hasMessage("busy");
        }
    }

    @Test
    void upload_overIpv6_connects() throws Exception {
        byte[] one = new byte[16];
        one[15] = 1;
        InetAddress loopback = InetAddress.getByAddress(one);
        assumeTrue(canListen(loopback), "this machine has IPv6");
        try (FakeServer server = FakeServer.start(loopback, this::refuse)) {
            ServerAddress six = new ServerAddress(
                    "[::1]", server.port(), Family.IPV6, Duration.ofSeconds(5), Duration.ofSeconds(15));
            UploadRequest request = new UploadRequest(six, new FromFile(video), ToFile.of(out), JobWishes.NONE);

            assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                    .hasMessage("busy");
        }
    }

    @Test
    void upload_hostWithoutAnAddressOfTheFamily_fails() {
        ServerAddress six =
                new ServerAddress("127.0.0.1", 9, Family.IPV6, Duration.ofSeconds(5), Duration.ofSeconds(15));
        UploadRequest request = new UploadRequest(six, new FromFile(video), ToFile.of(out), JobWishes.NONE);

        assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                .hasMessage("cannot connect to 127.0.0.1:9: the host has no address of the family IPV6"
                        + " (expected: a server there; tesela up starts one, --host and --port say where)");
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
}
