package io.tesela.media.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.DecodeLimits;
import io.tesela.media.FileSource;
import io.tesela.media.MediaSource;
import io.tesela.media.NeedsWholeFileException;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import io.tesela.media.ffmpeg.Clips;
import io.tesela.media.ffmpeg.FakeSource;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import io.tesela.testkit.Background;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decoded over there is what is decoded here. */
class RemoteDecoderTest {
    private final FfmpegVideoDecoderFactory here = new FfmpegVideoDecoderFactory();

    @AfterEach
    void close() {
        here.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flower.mp4", "sign_face.mkv"})
    void decode_videoThatGrows_isTheSameAsHere(String clip) {
        byte[] bytes = FakeSource.bytes(Clips.file(clip));

        assertSame(() -> FakeSource.growing(bytes), PixelLayout.I420);
    }

    @ParameterizedTest
    @ValueSource(strings = {"phone_rot90.mov", "odd_321x241_444.mp4"})
    void decode_videoThatIsSought_isTheSameAsHere(String clip) {
        assertSame(() -> file(clip), PixelLayout.LUMA);
    }

    @Test
    void decode_damagedVideo_countsTheSameAsHere() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 2_000, (byte) 0);

        assertSame(() -> FakeSource.growing(bytes), PixelLayout.LUMA);
    }

    @Test
    void open_noVideo_isRefusedWithTheSameWords() {
        byte[] text = "just some text".getBytes(StandardCharsets.UTF_8);
        FakePeer peer = FakePeer.decoding(here);

        assertThatThrownBy(() -> open(peer, FakeSource.growing(text)))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NOT_A_VIDEO))
                .hasMessageStartingWith("not a video: ");
        assertThat(peer.closed()).isEqualTo(1);
    }

    @Test
    void open_sourceThatFails_throwsWhatTheSourceThrew() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));

        assertThatThrownBy(() -> open(FakePeer.decoding(here), FakeSource.failing(bytes, 5_000)))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("the client went away");
    }

    @Test
    void open_sourceThatThrowsAnythingElse_throwsItAsItIs() {
        TeselaException meant = new TeselaException(FailureCode.CHECKSUM_MISMATCH, "meant");

        assertThatThrownBy(() -> open(FakePeer.decoding(here), new Throwing(meant)))
                .isSameAs(meant);
    }

    @Test
    void open_videoThatMustBeThereAsAWhole_isToldSo() {
        FakePeer peer = FakePeer.decoding((source, limits) -> {
            throw new NeedsWholeFileException("meant");
        });

        assertThatThrownBy(() -> open(peer, FakeSource.growing(new byte[0])))
                .isInstanceOf(NeedsWholeFileException.class)
                .hasMessage("meant");
    }

    @Test
    void open_decoderThatFails_saysHow() {
        assertThatThrownBy(() -> open(FakePeer.decoding(throwing(new IllegalStateException("meant"))), empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the decoder failed: java.lang.IllegalStateException: meant");
        assertThatThrownBy(() -> open(FakePeer.decoding(throwing(new OutOfMemoryError("meant"))), empty()))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TOO_LARGE))
                .hasMessageContaining("more memory to decode than there is: meant");
    }

    @Test
    void open_otherEndThatIsGone_throwsWhatThePeerSays() {
        FakePeer peer = FakePeer.with(pipe -> {
            ready(pipe);
            pipe.receive();
        });

        assertThatThrownBy(() -> open(peer, empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("ended: ");
        assertThat(peer.closed()).isEqualTo(1);
    }

    /** One that the video has taken over may say anything. */
    @ParameterizedTest
    @EnumSource(
            value = Message.class,
            names = {"FRAME", "AUDIO", "BYTES", "OPEN", "NO_FRAME"})
    void open_anotherAnswer_isNotBelieved(Message answer) {
        FakePeer peer = FakePeer.with(pipe -> {
            ready(pipe);
            pipe.receive();
            pipe.send(answer);
            pipe.flush();
            pipe.receive();
        });

        assertThatThrownBy(() -> open(peer, empty())).hasMessage("ended: message: " + answer + " (expected: OPENED)");
    }

    @Test
    void open_answerOfUnboundedLength_isNotRead() {
        FakePeer peer = FakePeer.with(pipe -> {
            ready(pipe);
            pipe.receive();
            pipe.send(Message.OPENED).writeInt(Integer.MAX_VALUE);
            pipe.flush();
            pipe.receive();
        });

        assertThatThrownBy(() -> open(peer, empty())).hasMessageContaining("count: 2147483647 (expected: 0 to ");
    }

    @Test
    void read_byTheOtherEnd_countsAsRest() {
        FakePeer peer = FakePeer.decoding(here);
        byte[] text = "just some text".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> open(peer, FakeSource.growing(text))).isInstanceOf(TeselaException.class);

        int reads = Collections.frequency(peer.told(), "rests");
        assertThat(reads).isPositive();
        assertThat(peer.told())
                .startsWith("begins", "done", "begins", "rests", "goes on")
                .endsWith("done");
        assertThat(peer.told()).hasSize(4 + 2 * reads);
    }

    /** It has not seen the video. */
    @Test
    void open_otherEndThatNeverWasReady_isNotTheVideosFault() {
        FakePeer peer = FakePeer.with(pipe -> pipe.send(Message.NO_FRAME));

        assertThatThrownBy(() -> open(peer, empty())).hasMessageStartingWith("unborn: ");
        assertThat(peer.closed()).isEqualTo(1);
    }

    @Test
    void open_framesBeyondTheLimits_areNotBelieved() {
        VideoDecoderFactory boasting = (source, limits) -> here.open(source, DecodeLimits.DEFAULT);
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        DecodeLimits small = DecodeLimits.DEFAULT.with(new DecodeLimits.Frame(958, 539, 1 << 20));

        assertThatThrownBy(() -> RemoteDecoder.open(FakePeer.decoding(boasting), FakeSource.growing(bytes), small))
                .hasMessage("ended: format: 960x540 (expected: at most 958x539 and 1048576 pixels)");
    }

    /** What the source throws may be of the very kind by which a broken conversation is known. */
    @Test
    void open_sourceThatRefusesASeek_throwsItAsItIs() {
        IllegalArgumentException meant = new IllegalArgumentException("meant");

        assertThatThrownBy(() -> open(FakePeer.decoding(here), new Throwing(meant)))
                .isSameAs(meant);
    }

    @Test
    void open_sourceThatIsClosedWhileTheOtherEndWorks_ends() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        FakePeer peer = FakePeer.with(pipe -> {
            ready(pipe);
            pipe.receive();
            asked.countDown();
            pipe.fields().readAllBytes();
        });
        Abandoned source = new Abandoned(empty());
        CompletableFuture<VideoDecoder> opening = Background.call(() -> open(peer, source));
        asked.await();

        source.close();

        assertThatThrownBy(() -> opening.get(20, TimeUnit.SECONDS)).hasMessageContaining("ended: ");
    }

    /** It would be waited for, and opened, and say so again. */
    @Test
    void open_wholeVideoThatMustBeThereAsAWhole_isNotBelieved() {
        FakePeer peer = FakePeer.decoding((source, limits) -> {
            throw new NeedsWholeFileException("meant");
        });

        assertThatThrownBy(() -> open(peer, FakeSource.whole(new byte[0])))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it wants the whole file, which it has");
    }

    @Test
    void close_endsThePeer() {
        FakePeer peer = FakePeer.decoding(here);
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));

        open(peer, FakeSource.growing(bytes)).close();

        assertThat(peer.closed()).isEqualTo(1);
    }

    private void assertSame(Supplier<MediaSource> source, PixelLayout layout) {
        VideoDecoderFactory remote = (upload, limits) -> RemoteDecoder.open(FakePeer.decoding(here), upload, limits);

        assertThat(Watched.of(remote, source.get(), layout)).isEqualTo(Watched.of(here, source.get(), layout));
    }

    private static void ready(Pipe pipe) throws IOException {
        pipe.send(Message.READY);
        pipe.flush();
    }

    private static VideoDecoder open(Peer peer, MediaSource source) {
        return RemoteDecoder.open(peer, source, DecodeLimits.DEFAULT);
    }

    private static MediaSource file(String clip) {
        try {
            return FileSource.open(Clips.file(clip));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MediaSource empty() {
        return FakeSource.growing(new byte[0]);
    }

    private static VideoDecoderFactory throwing(Throwable failure) {
        return (source, limits) -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        };
    }

    private record Throwing(RuntimeException failure) implements MediaSource {
        @Override
        public int read(byte[] target, int offset, int length) {
            throw failure;
        }

        @Override
        public boolean seekable() {
            return false;
        }

        @Override
        public long size() {
            return -1;
        }

        @Override
        public void seek(long position) {
            throw failure;
        }

        @Override
        public long position() {
            return 0;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
