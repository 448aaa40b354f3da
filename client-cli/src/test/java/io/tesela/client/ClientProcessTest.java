package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.upload.FakeServer;
import io.tesela.client.upload.TestResult;
import io.tesela.domain.job.JobStatus;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Status;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Grant;
import io.tesela.wire.ServerMessage.Jobs;
import io.tesela.wire.ServerMessage.Output;
import io.tesela.wire.ServerMessage.Queued;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client as a shell starts it: in a process of its own, between real pipes, ended by a real signal. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ClientProcessTest {
    @TempDir
    Path directory;

    @Test
    void upload_asAFilter_carriesNothingButTheVideo() throws Exception {
        byte[] video = "video".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        try (FakeServer server = FakeServer.start(peer -> {
            assertThat(peer.expect(Handshake.class).size()).isNull();
            peer.send(TestResult.ACCEPTED, new Grant(1L << 40));
            assertThat(peer.expect(Eof.class)).isEqualTo(new Eof(video.length, TestResult.sha256(video)));
            peer.send(TestResult.output(TestResult.growing(), 1000).toArray(new ServerMessage[0]));
            peer.send(TestResult.ending(TestResult.report(TestResult.growing(), 0)));
            peer.rest();
        })) {
            Process client = start(server, "-");
            try (OutputStream in = client.getOutputStream()) {
                in.write(video);
            }

            assertThat(client.getInputStream().readAllBytes()).isEqualTo(TestResult.growing());
            assertThat(client.waitFor()).as(printed()).isEqualTo(ExitCode.OK);
        }
        assertThat(printed().lines()).last().asString().startsWith("done: - (6 frames");
    }

    @Test
    void upload_whoseStandardOutputIsClosed_cancelsTheJobAndSaysWhy() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(1L << 40));
            peer.send(Output.of(0, ByteBuffer.wrap(new byte[10])));
            await(closed);
            peer.send(Output.of(10, ByteBuffer.wrap(new byte[10])));
            peer.expect(Cancel.class);
        })) {
            Process client = start(server, "-");
            assertThat(client.getInputStream().readNBytes(10)).hasSize(10);
            client.getInputStream().close();
            closed.countDown();

            assertThat(client.waitFor()).as(printed()).isEqualTo(ExitCode.USAGE);
            server.join();
        }
        assertThat(printed().lines())
                .filteredOn(line -> line.startsWith("error: "))
                .singleElement()
                .asString()
                .startsWith("error: --out: -: standard output: ");
    }

    @Test
    void upload_interruptedWhileItWaitsForItsTurn_endsWith130AndLeavesNothing() throws Exception {
        CountDownLatch queued = new CountDownLatch(1);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(new Queued(3));
            queued.countDown();
            peer.expect(Cancel.class);
        })) {
            Process client = start(server, directory.resolve("out.mp4").toString());
            await(queued);
            assertThat(directory).isDirectoryContaining("glob:**/out.mp4.part");

            assertCancelled(client);
            server.join();
        }
    }

    @Test
    void upload_interruptedWhileTheUploadIsStuck_endsWith130AndLeavesNothing() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(1L << 40));
            peer.expect(Chunk.class);
            stuck.countDown();
            await(over);
        })) {
            Process client = start(server, directory.resolve("out.mp4").toString());
            Thread feeder = new Thread(() -> feed(client), "feeder");
            feeder.start();
            await(stuck);

            assertCancelled(client);
            over.countDown();
            feeder.join();
        }
    }

    @Test
    void statusWatch_interrupted_endsWith130AndSaysThatTheJobGoesOn() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Status.class);
            peer.send(new Jobs(List.of(TestResult.status(JobStatus.State.RUNNING, 3)), true));
            peer.rest();
            seen.countDown();
        })) {
            Process client = run("status", "7f3a", "--watch", "--port", "" + server.port());
            await(seen);
            client.destroy();

            assertThat(client.waitFor()).as(printed()).isEqualTo(ExitCode.CANCELLED);
        }
        assertThat(printed())
                .endsWith("not watched any more: 7f3a goes on at the server; tesela cancel 7f3a ends it\n");
    }

    private void assertCancelled(Process client) throws Exception {
        client.destroy();

        assertThat(client.waitFor()).as(printed()).isEqualTo(ExitCode.CANCELLED);
        assertThat(printed()).endsWith("cancelled\n");
        assertThat(directory).isDirectoryNotContaining("glob:**/out*");
    }

    private Process start(FakeServer server, String out) throws IOException {
        return run("upload", "--port", "" + server.port(), "--video", "-", "--out", out);
    }

    private Process run(String... args) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add("io.tesela.client.Main");
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("err.txt").toFile())
                .start();
    }

    /** Returns when nobody reads any more. */
    private static void feed(Process client) {
        byte[] bytes = new byte[1 << 16];
        try (OutputStream in = client.getOutputStream()) {
            while (client.isAlive()) {
                in.write(bytes);
            }
        } catch (IOException e) {
            // The client has ended.
            return;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String printed() throws IOException {
        return Files.readString(directory.resolve("err.txt")).replace(System.lineSeparator(), "\n");
    }
}
