package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.client.upload.UploadSource.FromFile;
import io.tesela.client.upload.UploadTarget.ToFile;
import io.tesela.client.upload.UploadTarget.ToStream;
import io.tesela.domain.failure.FailureCode;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Grant;
import io.tesela.wire.ServerMessage.Output;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

class UploadFlowTest extends UploadScenario {
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
            assertThat(watched.uploadedBytes()).isLessThan(20_000_000);
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
            UploadRequest request = new UploadRequest(
                    address(server.port()), new FromFile(video), new ToStream(pipe.sink(), null), JobWishes.NONE);
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
        client.upload(new UploadRequest(address(1), new FromFile(video), ToFile.of(out), JobWishes.NONE), ending);

        assertThat(names()).containsExactly("in.mp4");
    }

    @Test
    void upload_resultThatCannotBeStored_tellsTheServer() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().close();
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, Output.of(0, ByteBuffer.wrap(new byte[1])));
            peer.expect(Cancel.class);
        })) {
            UploadRequest request = new UploadRequest(
                    address(server.port()), new FromFile(video), new ToStream(pipe.sink(), null), JobWishes.NONE);

            assertThatThrownBy(() -> client.upload(request, ending).block(PATIENCE))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("--out: -: standard output: Broken pipe");
            server.join();
        }
    }
}
