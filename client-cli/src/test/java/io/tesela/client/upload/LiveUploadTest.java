package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.client.upload.UploadSource.FromStream;
import io.tesela.client.upload.UploadTarget.ToFile;
import io.tesela.domain.job.OnMissing;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Grant;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/** A video that may never end, from a camera that may say nothing for long. */
class LiveUploadTest extends UploadScenario {
    private final PipedInputStream pipe = new PipedInputStream();
    private final PipedOutputStream camera = new PipedOutputStream();

    @BeforeEach
    void connect() throws IOException {
        camera.connect(pipe);
    }

    @AfterEach
    void disconnect() throws IOException {
        camera.close();
    }

    @Test
    void upload_endedWhileItsSourceIsSilent_isFinishedWithWhatCame() throws Exception {
        Sinks.Empty<Void> asked = Sinks.empty();
        camera.write(new byte[1000]);
        camera.flush();
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(1 << 20));
            assertThat(peer.expect(Chunk.class).payload().remaining()).isEqualTo(1000);
            asked.tryEmitEmpty();
            assertThat(peer.expect(Eof.class)).isEqualTo(new Eof(1000, TestResult.sha256(new byte[1000])));
            peer.send(TestResult.output(GROWING, 100).toArray(new ServerMessage[0]));
            peer.send(TestResult.ending(TestResult.report(GROWING, 0)));
            peer.rest();
        })) {
            client.upload(live(server), ending, asked.asMono()).block(PATIENCE);
            server.join();

            assertThat(Files.readAllBytes(out)).isEqualTo(GROWING);
        }
    }

    @Test
    void upload_ofALiveVideo_whoseServerDies_leavesTheWholeFragmentsThatCame() throws Exception {
        byte[] came = Arrays.copyOf(GROWING, GROWING.length - 1);
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED);
            peer.send(TestResult.output(came, 100).toArray(new ServerMessage[0]));
            peer.expect(Received.class);
        })) {
            assertThatThrownBy(() -> client.upload(live(server), ending).block(PATIENCE))
                    .hasMessageStartingWith("lost the connection");
            ending.await();

            byte[] left = Files.readAllBytes(UploadTarget.part(out));
            assertThat(GROWING).startsWith(left);
            // Of three segments, which begin with moof.
            assertThat(new String(left, StandardCharsets.ISO_8859_1).split("moof", -1))
                    .hasSize(3);
            assertThat(GROWING.length - left.length).isGreaterThan(1);
        }
    }

    private UploadRequest live(FakeServer server) {
        JobWishes live = new JobWishes(List.of(), null, null, null, true, OnMissing.FILL);
        return new UploadRequest(address(server.port()), new FromStream(pipe), ToFile.of(out), live);
    }
}
