package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.client.upload.UploadSource.FromFile;
import io.tesela.client.upload.UploadSource.FromStream;
import io.tesela.wire.ClientMessage;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Eof;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkReaderTest {
    @TempDir
    Path directory;

    @Test
    void read_ofAFile_endsWithItsLastChunk() throws IOException {
        try (VideoSource video = source(new byte[25], true)) {
            ChunkReader chunks = new ChunkReader(video, 10);

            assertThat(below(chunks, 15)).containsExactly("0+10", "10+5");
            assertThat(below(chunks, 15)).isEmpty();
            assertThat(below(chunks, 3)).isEmpty();
            assertThat(below(chunks, 25)).containsExactly("15+10", "end 25");
            assertThat(below(chunks, 99)).isEmpty();
        }
    }

    @Test
    void read_ofAStream_endsOnlyWhenItIsReadOn() throws IOException {
        try (VideoSource video = source(new byte[25], false)) {
            ChunkReader chunks = new ChunkReader(video, 10);

            assertThat(video.size()).isNull();
            assertThat(below(chunks, 15)).containsExactly("0+10", "10+5");
            assertThat(below(chunks, 25)).containsExactly("15+10");
            assertThat(below(chunks, 26)).containsExactly("end 25");
            assertThat(below(chunks, 99)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void read_ofNothing_isTheEndAlone(boolean regular) throws IOException {
        try (VideoSource video = source(new byte[0], regular)) {
            ChunkReader chunks = new ChunkReader(video, 10);

            assertThat(below(chunks, 10)).containsExactly("end 0");
            assertThat(below(chunks, 99)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void startAt_whereTheServerIs_saysTheRestAgain_withTheSameChecksum(boolean regular) throws IOException {
        byte[] bytes = new byte[25];
        new Random(7).nextBytes(bytes);
        try (VideoSource video = source(bytes, regular)) {
            ChunkReader chunks = new ChunkReader(video, 10);
            below(chunks, 99);

            for (int offset : List.of(3, 10, 17, 25)) {
                chunks.startAt(offset, false);

                List<ClientMessage> again = allBelow(chunks, 99);
                Eof end = (Eof) again.get(again.size() - 1);
                assertThat(end).isEqualTo(new Eof(25, TestResult.sha256(bytes)));
                assertThat(joined(again)).isEqualTo(Arrays.copyOfRange(bytes, offset, 25));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void startAt_inAnotherProcess_readsWhatTheServerHas_forTheChecksumOnly(boolean regular) throws IOException {
        byte[] bytes = new byte[25];
        new Random(8).nextBytes(bytes);
        try (VideoSource video = source(bytes, regular)) {
            ChunkReader chunks = new ChunkReader(video, 10);

            chunks.startAt(13, false);

            List<ClientMessage> rest = allBelow(chunks, 99);
            assertThat(joined(rest)).isEqualTo(Arrays.copyOfRange(bytes, 13, 25));
            assertThat(rest.get(rest.size() - 1)).isEqualTo(new Eof(25, TestResult.sha256(bytes)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void startAt_beyondTheVideo_saysThatItIsAnother(boolean regular) throws IOException {
        try (VideoSource video = source(new byte[25], regular)) {
            ChunkReader chunks = new ChunkReader(video, 10);

            assertThatThrownBy(() -> chunks.startAt(26, false))
                    .hasMessageContaining("--video")
                    .hasMessageContaining("26");
        }
    }

    @Test
    void startAt_complete_leavesNothingToSay() throws IOException {
        try (VideoSource video = source(new byte[25], true)) {
            ChunkReader chunks = new ChunkReader(video, 10);

            chunks.startAt(25, true);

            assertThat(below(chunks, 99)).isEmpty();
        }
    }

    private static List<ClientMessage> allBelow(ChunkReader chunks, long grant) {
        List<ClientMessage> said = new ArrayList<>();
        for (long turn : chunks.turns(grant)) {
            said.addAll(messages(chunks, turn));
        }
        return said;
    }

    private static byte[] joined(List<ClientMessage> messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ClientMessage message : messages) {
            if (message instanceof Chunk chunk) {
                all.writeBytes(UploadScenario.bytesOf(chunk.payload()));
            }
        }
        return all.toByteArray();
    }

    /** Whoever makes a video at 25 frames a second would else be seen in jumps of a whole chunk. */
    @Test
    void read_ofAStreamThatHasLittle_doesNotWaitForMore() throws IOException {
        InputStream little = new ByteArrayInputStream(new byte[100]) {
            private int turn;

            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(3, length));
            }

            @Override
            public synchronized int available() {
                turn++;
                return turn % 2 == 0 ? 0 : 1;
            }
        };
        try (VideoSource video = VideoSource.open(new FromStream(little), true)) {
            assertThat(below(new ChunkReader(video, 10), 12)).containsExactly("0+6", "6+6");
        }
    }

    @Test
    void read_ofAStreamThatFails_saysWhichItIs() {
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
        try (VideoSource video = VideoSource.open(new FromStream(broken), true)) {
            assertThatThrownBy(() -> new ChunkReader(video, 10).next(10))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("--video: -: standard input: Input/output error");
        }
    }

    @Test
    void close_ofStandardInput_leavesItOpen() {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream in = new ByteArrayInputStream(new byte[1]) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        try (VideoSource video = VideoSource.open(new FromStream(in), true)) {
            video.read(10);
        }
        assertThat(closed).isFalse();
    }

    @Test
    void turns_anyGrants_coverTheVideoOnce() throws IOException {
        long seed = System.nanoTime();
        System.out.println("ChunkReaderTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            try (VideoSource video = source(bytes, random.nextBoolean())) {
                ChunkReader chunks = new ChunkReader(video, 1 + random.nextInt(20));
                ByteArrayOutputStream taken = new ByteArrayOutputStream();
                List<Eof> ends = new ArrayList<>();
                long granted = 0;
                while (ends.isEmpty()) {
                    long grant = random.nextInt(120);
                    for (long turn : chunks.turns(grant)) {
                        take(messages(chunks, turn), taken, ends);
                        granted = Math.max(granted, grant);
                        assertThat((long) taken.size()).as("seed %d", seed).isLessThanOrEqualTo(granted);
                    }
                }
                assertThat(taken.toByteArray()).as("seed %d", seed).isEqualTo(bytes);
                assertThat(ends).as("seed %d", seed).containsExactly(new Eof(bytes.length, TestResult.sha256(bytes)));
            }
        }
    }

    private static List<ClientMessage> messages(ChunkReader chunks, long grant) {
        ByteBuffer bytes = chunks.next(grant);
        return bytes == null ? List.of() : chunks.messages(bytes);
    }

    private static void take(List<ClientMessage> messages, ByteArrayOutputStream taken, List<Eof> ends) {
        for (ClientMessage message : messages) {
            if (message instanceof Chunk chunk) {
                assertThat(chunk.offset()).isEqualTo(taken.size());
                taken.writeBytes(UploadScenario.bytesOf(chunk.payload()));
            } else {
                ends.add((Eof) message);
            }
        }
    }

    private static List<String> below(ChunkReader chunks, long grant) {
        List<String> said = new ArrayList<>();
        for (long turn : chunks.turns(grant)) {
            for (ClientMessage message : messages(chunks, turn)) {
                said.add(
                        message instanceof Chunk chunk
                                ? chunk.offset() + "+" + chunk.payload().remaining()
                                : "end " + ((Eof) message).size());
            }
        }
        return said;
    }

    private VideoSource source(byte[] bytes, boolean regular) throws IOException {
        return VideoSource.open(
                regular
                        ? new FromFile(Files.write(directory.resolve("in"), bytes))
                        : new FromStream(new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length))),
                true);
    }
}
