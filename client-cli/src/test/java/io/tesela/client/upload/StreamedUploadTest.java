package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tesela.client.upload.UploadSource.FromFile;
import io.tesela.client.upload.UploadSource.FromStream;
import io.tesela.client.upload.UploadTarget.ToFile;
import io.tesela.client.upload.UploadTarget.ToStream;
import io.tesela.domain.failure.FailureCode;
import io.tesela.wire.ClientMessage;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Grant;
import io.tesela.wire.ServerMessage.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** A video that is made while it is sent, and so has no size. */
class StreamedUploadTest extends UploadScenario {
    private static final int AHEAD = 256 << 10;

    @Test
    void upload_ofAStream_takesWhatIsGrantedAndNothingMore() throws Exception {
        byte[] bytes = bytes(1_000_000);
        MadeVideo made = new MadeVideo(bytes, true);
        try (FakeServer server = FakeServer.start(peer -> {
            Handshake handshake = peer.expect(Handshake.class);
            assertThat(handshake.size()).isNull();
            assertThat(handshake.name()).isEqualTo("stdin");
            peer.send(TestResult.ACCEPTED);
            ByteArrayOutputStream heard = new ByteArrayOutputStream();
            for (long grant = 300_001; heard.size() < bytes.length; grant += 300_001) {
                assertThat(made.taken()).isEqualTo(heard.size());
                peer.send(new Grant(grant));
                hear(peer, heard, Math.min(grant, bytes.length));
            }
            // Its end is found by reading on, for which the last grant has room.
            assertThat(peer.expect(Eof.class)).isEqualTo(new Eof(bytes.length, TestResult.sha256(bytes)));
            assertThat(heard.toByteArray()).isEqualTo(bytes);
            finish(peer);
        })) {
            client.upload(request(server, made), ending).block(PATIENCE);
            server.join();
        }
        assertThat(Files.readAllBytes(out)).isEqualTo(FINISHED);
    }

    @Test
    void upload_ofAnEmptyStream_isForTheServerToRefuseLikeAnEmptyFile() throws Exception {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(100));
            assertThat(peer.expect(Eof.class).size()).isZero();
            peer.send(new Failure(FailureCode.NOT_A_VIDEO, "the file is empty (expected: a video)", false));
        })) {
            assertThatThrownBy(() -> client.upload(request(server, InputStream.nullInputStream()), ending)
                            .block(PATIENCE))
                    .hasMessage("the file is empty (expected: a video)");
        }
        assertThat(names()).containsExactly("in.mp4");
    }

    @Test
    void upload_ofAStreamThatBreaks_failsAndTellsTheServer() throws Exception {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return read();
            }
        };
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(new byte[1000]), broken);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(100_000));
            peer.expect(Cancel.class);
        })) {
            assertThatThrownBy(() -> client.upload(request(server, in), ending).block(PATIENCE))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("--video: -: standard input: Input/output error");
            server.join();
        }
        assertThat(names()).containsExactly("in.mp4");
    }

    @Test
    void upload_cancelledWhileItWaitsForStandardInput_ends() throws Exception {
        MadeVideo made = new MadeVideo(new byte[1000], false);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(100_000));
            peer.expect(Cancel.class);
        })) {
            Disposable upload = client.upload(request(server, made), ending).subscribe();
            made.awaitReader();

            upload.dispose();
            ending.await();
            server.join();
        } finally {
            made.release();
        }
        assertThat(names()).containsExactly("in.mp4");
    }

    @Test
    void upload_serverFailsWhileStandardInputIsAwaited_isHeard() throws Exception {
        MadeVideo made = new MadeVideo(new byte[1000], false);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(100_000));
            made.awaitReader();
            peer.send(new Failure(FailureCode.NOT_A_VIDEO, "no video", false));
            peer.rest();
        })) {
            assertThatThrownBy(
                            () -> client.upload(request(server, made), ending).block(PATIENCE))
                    .hasMessage("no video");
            ending.await();
        } finally {
            made.release();
        }
    }

    @Test
    void upload_slowReaderOfTheResult_slowsTheVideo() throws Exception {
        byte[] bytes = bytes(8_000_000);
        MadeVideo made = new MadeVideo(bytes, true);
        Pipe pipe = Pipe.open();
        Ending watched = new Ending();
        try (FakeServer server = FakeServer.start(peer -> echo(peer, bytes))) {
            ToStream target = new ToStream(pipe.sink(), null);
            UploadRequest request =
                    new UploadRequest(address(server.port()), new FromStream(made), target, JobWishes.NONE);
            CompletableFuture<UploadOutcome> upload =
                    client.upload(request, watched).toFuture();
            watched.awaitStandstill();

            // What the pipe holds was stored, and the server grants a stretch beyond that.
            assertThat(made.taken()).isLessThan(1_000_000);
            try (InputStream reader = Channels.newInputStream(pipe.source())) {
                assertThat(reader.readNBytes(bytes.length)).isEqualTo(bytes);
            }
            assertThat(TestResult.finished(upload.get()).report().output().sha256())
                    .isEqualTo(TestResult.sha256(bytes));
            server.join();
        }
    }

    @Test
    void upload_ofAFifo_isReadToTheEndOfItsWriter() throws Exception {
        byte[] bytes = bytes(300_000);
        Path fifo = fifo();
        try (FakeServer server = FakeServer.start(peer -> {
            Handshake handshake = peer.expect(Handshake.class);
            assertThat(handshake.size()).isNull();
            assertThat(handshake.name()).isEqualTo("fifo");
            peer.send(TestResult.ACCEPTED, new Grant(1L << 40));
            assertThat(peer.expect(Eof.class)).isEqualTo(new Eof(bytes.length, TestResult.sha256(bytes)));
            finish(peer);
        })) {
            UploadRequest request =
                    new UploadRequest(address(server.port()), new FromFile(fifo), ToFile.of(out), JobWishes.NONE);
            assertThat(request.complaint()).isEmpty();
            CompletableFuture<UploadOutcome> upload =
                    client.upload(request, ending).toFuture();
            Files.write(fifo, bytes);

            assertThat(TestResult.finished(upload.get()).report().ok()).isTrue();
        }
    }

    @Test
    void upload_cancelledWhileNobodyWritesTheFifo_ends() throws Exception {
        Path fifo = fifo();
        CountDownLatch granted = new CountDownLatch(1);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(100));
            granted.countDown();
            peer.expect(Cancel.class);
        })) {
            UploadRequest request =
                    new UploadRequest(address(server.port()), new FromFile(fifo), ToFile.of(out), JobWishes.NONE);
            Disposable upload = client.upload(request, ending).subscribe();
            await(granted);

            upload.dispose();
            ending.await();
            server.join();
        } finally {
            // Lets the thread go that waits for a writer.
            new RandomAccessFile(fifo.toFile(), "rw").close();
        }
        assertThat(names()).containsExactlyInAnyOrder("in.mp4", "fifo");
    }

    private UploadRequest request(FakeServer server, InputStream in) {
        return new UploadRequest(address(server.port()), new FromStream(in), ToFile.of(out), JobWishes.NONE);
    }

    private Path fifo() throws Exception {
        Path fifo = directory.resolve("fifo");
        try {
            assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0, "mkfifo works here");
        } catch (IOException e) {
            abort("there is no mkfifo here: " + e.getMessage());
        }
        return fifo;
    }

    private static void hear(FakeServer.Peer peer, ByteArrayOutputStream heard, long end) throws IOException {
        while (heard.size() < end) {
            Chunk chunk = peer.expect(Chunk.class);
            assertThat(chunk.offset()).isEqualTo(heard.size());
            heard.writeBytes(bytesOf(chunk.payload()));
        }
        assertThat((long) heard.size()).isEqualTo(end);
    }

    private static void finish(FakeServer.Peer peer) throws IOException {
        peer.send(TestResult.output(GROWING, 1000).toArray(new ServerMessage[0]));
        peer.send(TestResult.ending(TestResult.report(FINISHED, 0)));
        peer.rest();
    }

    /** Sends back what comes, and grants a stretch beyond what of it is stored. */
    private static void echo(FakeServer.Peer peer, byte[] bytes) throws IOException {
        peer.expect(Handshake.class);
        peer.send(TestResult.ACCEPTED, new Grant(AHEAD));
        for (ClientMessage message = peer.next(); message != null && !(message instanceof Eof); message = peer.next()) {
            if (message instanceof Chunk chunk) {
                peer.send(Output.of(chunk.offset(), chunk.payload()));
            } else if (message instanceof Received received) {
                peer.send(new Grant(received.offset() + AHEAD));
            }
        }
        peer.send(TestResult.ending(TestResult.report(bytes, 0)));
        peer.rest();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
