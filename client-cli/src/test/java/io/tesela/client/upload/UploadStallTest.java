package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.upload.UploadSource.FromFile;
import io.tesela.client.upload.UploadTarget.ToFile;
import io.tesela.testkit.FaultyProxy;
import io.tesela.testkit.FaultyProxy.Direction;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Grant;
import io.tesela.wire.ServerMessage.Queued;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;

/** Networks that stand still for a while, and clients that go meanwhile. */
class UploadStallTest extends UploadScenario {
    @ParameterizedTest
    @CsvSource({"TO_TARGET, 300000", "TO_CLIENT, 400"})
    void upload_connectionThatStallsForAWhile_goesOnAndIsVerified(Direction direction, long bytes) throws Exception {
        writeVideo(3_000_000);
        Ending watched = new Ending();
        try (FakeServer server = answering(GROWING, TestResult.ending(TestResult.report(FINISHED, 0)));
                FaultyProxy proxy = FaultyProxy.to(server.port())) {
            proxy.stallAfter(direction, bytes);
            CompletableFuture<UploadOutcome> upload =
                    client.upload(request(proxy), watched).toFuture();
            watched.awaitStandstill();
            assertThat(proxy.passed(direction)).isLessThanOrEqualTo(bytes);
            assertThat(upload).isNotDone();

            proxy.heal();

            assertThat(TestResult.finished(upload.get()).report().ok()).isTrue();
            server.join();
        }
        assertThat(Files.readAllBytes(out)).isEqualTo(FINISHED);
        assertThat(names()).containsExactlyInAnyOrder("in.mp4", "out.mp4", "out.json", "out.frame_crc32c");
    }

    @Test
    void upload_cancelledWhileTheConnectionStalls_endsAndLeavesNothing() throws Exception {
        writeVideo(40_000_000);
        Ending watched = new Ending();
        try (FakeServer server = FakeServer.start(peer -> {
                    peer.expect(Handshake.class);
                    peer.send(TestResult.ACCEPTED, new Grant(40_000_000));
                    peer.expect(Chunk.class);
                    peer.rest();
                });
                FaultyProxy proxy = FaultyProxy.to(server.port())) {
            proxy.stallAfter(Direction.TO_TARGET, 1_000_000);
            Disposable upload = client.upload(request(proxy), watched).subscribe();
            watched.awaitStandstill();

            upload.dispose();
            watched.await();
        }
        assertThat(names()).containsExactly("in.mp4");
    }

    @Test
    void upload_thatWaitsForItsTurn_showsTheLineAndEndsWhenCancelled() throws Exception {
        Ending watched = new Ending();
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(new Queued(3), new Queued(2));
            peer.expect(Cancel.class);
        })) {
            Disposable upload = client.upload(request(server), watched).subscribe();
            watched.awaitAhead(2);

            upload.dispose();
            watched.await();
            server.join();
        }
        assertThat(names()).containsExactly("in.mp4");
    }

    @Test
    void upload_thatIsTakenAfterAWait_isDone() throws Exception {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(new Queued(1), new Queued(0), TestResult.ACCEPTED, new Grant(1L << 40));
            peer.expect(Eof.class);
            peer.send(TestResult.output(GROWING, 1000).toArray(new ServerMessage[0]));
            peer.send(TestResult.ending(TestResult.report(FINISHED, 0)));
            peer.rest();
        })) {
            assertThat(TestResult.finished(run(server)).report().ok()).isTrue();
        }
    }

    private UploadRequest request(FaultyProxy proxy) {
        return new UploadRequest(address(proxy.port()), new FromFile(video), ToFile.of(out), JobWishes.NONE);
    }
}
