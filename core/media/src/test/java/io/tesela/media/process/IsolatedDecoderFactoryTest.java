package io.tesela.media.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecoderDiedException;
import io.tesela.media.VideoDecoder;
import io.tesela.media.ffmpeg.Clips;
import io.tesela.media.ffmpeg.FakeSource;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import io.tesela.testkit.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes. */
@Timeout(120)
class IsolatedDecoderFactoryTest {
    private static final DecoderBounds WIDE = new DecoderBounds(Duration.ofMinutes(5), 8L << 30);

    private final Set<Long> before = pids();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();

    @BeforeEach
    @AfterEach
    void noProcessOfOursIsLeft() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ours()).isEmpty());
    }

    @AfterEach
    void endWatch() {
        watch.shutdownNow();
    }

    @Test
    void open_realVideo_isDecodedAsHere() {
        byte[] bytes = FakeSource.bytes(Clips.file("sign_face.mkv"));
        try (IsolatedDecoderFactory isolated = factory(WIDE);
                FfmpegVideoDecoderFactory here = new FfmpegVideoDecoderFactory()) {
            assertThat(Watched.of(isolated, FakeSource.growing(bytes), PixelLayout.I420))
                    .isEqualTo(Watched.of(here, FakeSource.growing(bytes), PixelLayout.I420));
            assertThat(isolated.running()).isZero();
        }
    }

    /** 9: somebody, or the system for want of memory. 11: a decoder that reads where it must not. */
    @ParameterizedTest
    @CsvSource({"KILL,9", "SEGV,6"})
    void next_afterTheProcessDied_saysHow(String sent, int ended) throws Exception {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        try (IsolatedDecoderFactory isolated = factory(WIDE);
                VideoDecoder decoder = isolated.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT)) {
            decoder.next(PixelLayout.LUMA);

            signal(sent);

            assertThatThrownBy(() -> drain(decoder))
                    .isInstanceOf(DecoderDiedException.class)
                    .hasMessageStartingWith("was ended by signal " + ended + " (process ");
        }
    }

    @Test
    void next_processThatHangs_isEndedWhenItsTimeIsUp() throws Exception {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        DecoderBounds bounds = new DecoderBounds(Duration.ofSeconds(10), 8L << 30);
        try (IsolatedDecoderFactory isolated = factory(bounds);
                VideoDecoder decoder = isolated.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT)) {
            signal("STOP");

            TeselaException failure = catchThrowableOfType(TeselaException.class, () -> drain(decoder));

            assertThat(failure.code()).isEqualTo(FailureCode.TOO_LARGE);
            assertThat(failure)
                    .hasMessageContaining("worked for more than 10.0 s on one frame")
                    .hasMessageContaining("--max-decoder-time");
        }
    }

    @Test
    void takeAudio_processThatTakesTooMuchMemory_isEnded() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        AtomicLong resident = new AtomicLong();
        DecoderBounds bounds = new DecoderBounds(Duration.ofMinutes(5), 1);
        try (IsolatedDecoderFactory isolated =
                        new IsolatedDecoderFactory(bounds, pid -> OptionalLong.of(resident.get()), watch);
                VideoDecoder decoder =
                        isolated.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT.withAudio(8 << 20))) {
            resident.set(2);

            TeselaException failure = catchThrowableOfType(TeselaException.class, () -> askForEver(decoder));

            assertThat(failure.code()).isEqualTo(FailureCode.TOO_LARGE);
            assertThat(failure)
                    .hasMessageContaining("took more than 1 bytes of memory")
                    .hasMessageContaining("--max-decoder-memory");
        }
    }

    /** It has not seen the video. */
    @Test
    void open_processThatTakesTooMuchBeforeItIsThere_isAFaultOfTheServer() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        DecoderBounds bounds = new DecoderBounds(Duration.ofMinutes(5), 1);
        try (IsolatedDecoderFactory isolated = new IsolatedDecoderFactory(bounds, pid -> OptionalLong.of(2), watch)) {
            TeselaException failure = catchThrowableOfType(
                    TeselaException.class, () -> isolated.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT));

            assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
            assertThat(failure).hasMessageStartingWith("the decoder's process does not start: ");
        }
    }

    /** A server that is killed cannot close anything: the pipes end, and that must be enough. */
    @Test
    void start_whosePipesEnd_endsByItself() throws Exception {
        Process process = new ProcessBuilder(DecoderCommand.ofThisProcess().line(DecodeLimits.DEFAULT, 16))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();

        process.getOutputStream().close();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void close_ofTheSourceOfAProcessThatHangs_endsTheCallAtOnce() throws Exception {
        Abandoned source = new Abandoned(FakeSource.growing(FakeSource.bytes(Clips.file("flower.mp4"))));
        try (IsolatedDecoderFactory isolated = factory(WIDE);
                VideoDecoder decoder = isolated.open(source, DecodeLimits.DEFAULT)) {
            signal("STOP");
            CompletableFuture<Void> draining = Background.run(() -> drain(decoder));

            source.close();

            assertThatThrownBy(() -> draining.get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void close_withOpenDecoders_endsTheirProcesses() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        IsolatedDecoderFactory isolated = factory(WIDE);
        VideoDecoder first = isolated.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT);
        assertThat(ours()).hasSize(1);
        assertThat(isolated.running()).isEqualTo(1);

        isolated.close();

        assertThat(isolated.running()).isZero();
        first.close();
    }

    private IsolatedDecoderFactory factory(DecoderBounds bounds) {
        return new IsolatedDecoderFactory(bounds, pid -> OptionalLong.empty(), watch);
    }

    private static void drain(VideoDecoder decoder) {
        while (decoder.next(PixelLayout.LUMA).isPresent()) {
            // until it fails
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        List<Long> found = ours();
        assertThat(found).hasSize(1);
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(found.get(0))).start();
        assertThat(kill.waitFor()).isZero();
    }

    private List<Long> ours() {
        return pids().stream().filter(pid -> !before.contains(pid)).toList();
    }

    private static Set<Long> pids() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static void askForEver(VideoDecoder decoder) {
        while (true) {
            assertThat(decoder.takeAudio(Long.MIN_VALUE)).isEmpty();
        }
    }
}
