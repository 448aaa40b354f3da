package io.tesela.media.ffmpeg;

import static io.tesela.media.ffmpeg.AudioClips.LIMITS;
import static io.tesela.media.ffmpeg.AudioClips.copied;
import static io.tesela.media.ffmpeg.AudioClips.flat;
import static io.tesela.media.ffmpeg.AudioClips.made;
import static io.tesela.media.ffmpeg.AudioClips.source;
import static io.tesela.media.ffmpeg.AudioClips.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.DecodeLimits;
import io.tesela.media.NeedsWholeFileException;
import io.tesela.media.VideoDecoder;
import io.tesela.media.ffmpeg.AudioClips.Packet;
import io.tesela.media.ffmpeg.AudioClips.Taken;
import io.tesela.testkit.FfmpegTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FfmpegAudioTest {
    @TempDir
    private Path folder;

    private final FfmpegLog log = FfmpegLog.install();
    private final FfmpegVideoDecoderFactory factory = new FfmpegVideoDecoderFactory();

    @AfterAll
    void closeFactory() {
        factory.close();
        log.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flower.mp4",
                "phone_rot90.mov",
                "city_aerial_1080p.mp4",
                "ocean_720p.mp4",
                "friday_faces_480p.mp4",
                "flower_540p_fragmented.mp4"
            })
    void takeAudio_codecThatAnMp4Holds_isWhatFfmpegCopies(String name) {
        // Given
        Path file = Clips.file(name);
        List<Packet> expected = copied(file);

        // When
        Taken taken = take(FakeSource.whole(FakeSource.bytes(file)), factory);

        // Then
        assertThat(taken.packets()).isEqualTo(expected);
        assertThat(taken.format().codec()).isEqualTo("aac");
        assertThat(taken.format().primingTicks())
                .isEqualTo(Math.max(0, -expected.get(0).pts()));
        assertThat(taken.errors()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "aac, mkv, mp4a",
        "aac, ts, mp4a",
        "libmp3lame, mkv, mp4a",
        "libmp3lame, ts, mp4a",
        "ac3, ts, ac-3",
        "ac3, mkv, ac-3",
        "eac3, mkv, ec-3",
        "libopus, mkv, Opus",
        "flac, mkv, fLaC",
        "alac, mov, alac",
    })
    void takeAudio_madeClip_isWhatAnMp4OfFfmpegsHolds(String codec, String container, String box) {
        // Given: what FFmpeg puts into an MP4 of the same source
        Path source = made(folder, container, "-c:v", "copy", "-c:a", codec);
        Path mp4 = folder.resolve("copy-" + codec + "-" + container + ".mp4");
        FfmpegTool.FFMPEG.run("-y", "-i", source.toString(), "-map", "0:a", "-c", "copy", mp4.toString());
        List<String> checksums = copied(mp4).stream().map(Packet::md5).toList();

        // When
        Taken taken = take(source(source), factory);

        // Then
        assertThat(taken.packets().stream().map(Packet::md5)).isEqualTo(checksums);
        assertThat(new String(taken.format().sampleEntryBytes(), 4, 4, StandardCharsets.ISO_8859_1))
                .isEqualTo(box);
        long length = taken.packets().get(1).pts() - taken.packets().get(0).pts();
        assertThat(taken.packets())
                .allMatch(packet -> (packet.pts() - taken.packets().get(0).pts()) % length == 0);
        assertThat(taken.changes()).noneMatch(change -> change.contains("audio"));
    }

    @Test
    void takeAudio_decoderThatReadsFurtherAhead_givesTheSamePacketsWithTheSameFrames() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        try (FfmpegVideoDecoderFactory threaded = new FfmpegVideoDecoderFactory(4)) {
            assertThat(take(FakeSource.whole(bytes), threaded).perFrame())
                    .isEqualTo(take(FakeSource.growing(bytes), factory).perFrame());
        }
    }

    @Test
    void takeAudio_everyFrame_takesAlongWhatBeginsBeforeItEnds() {
        // When
        Taken taken = take(FakeSource.whole(FakeSource.bytes(Clips.file("flower.mp4"))), factory);

        // Then: none comes before its time, and none later than the file has it
        int packet = 0;
        for (int frame = 0; frame < taken.perFrame().size() - 1; frame++) {
            for (int i = 0; i < taken.perFrame().get(frame); i++, packet++) {
                double begins = taken.raw().get(packet).pts() / 48_000.0;
                double shown = frame * 1001 / 30_000.0;
                assertThat(begins).isBetween(shown - 1, shown + 1001 / 30_000.0);
            }
        }
        assertThat(packet).isGreaterThan(200);
    }

    @Test
    void takeAudio_audioLongAfterTheVideo_comesWithTheLastFrame() {
        Path source = made(folder, "mkv", "-c:v", "copy", "-c:a", "aac");
        Path late = folder.resolve("late.ts");
        FfmpegTool.FFMPEG.run(
                "-y",
                "-i",
                source.toString(),
                "-itsoffset",
                "20",
                "-i",
                source.toString(),
                "-map",
                "0:v",
                "-map",
                "1:a",
                "-c",
                "copy",
                late.toString());

        Taken taken = take(FakeSource.growing(FakeSource.bytes(late)), factory);

        assertThat(taken.packets()).hasSizeGreaterThan(100);
        assertThat(taken.packets().get(0).pts() / 48_000.0).isCloseTo(20, within(0.1));
        assertThat(taken.perFrame().subList(0, taken.perFrame().size() - 1)).containsOnly(0);
        assertThat(new String(taken.format().sampleEntryBytes(), StandardCharsets.ISO_8859_1))
                .as("AAC, low complexity, 48 kHz, mono")
                .contains("\u0011\u0088");
    }

    /** All of the video, then all of the audio: what some tools write that do not interleave. */
    @Test
    void open_mp4WhoseAudioIsFarFromItsFrames_needsAllOfIt_andIsThenReadInOrder() {
        // Given
        byte[] flat = flat(folder);
        assertThatThrownBy(() -> factory.open(FakeSource.growing(flat), LIMITS))
                .isInstanceOf(NeedsWholeFileException.class);

        // When
        Taken taken = take(FakeSource.whole(flat), factory);

        // Then: half of the audio is out when half of the frames are
        assertThat(taken.raw().get(0).pts()).isLessThanOrEqualTo(0);
        int half = taken.perFrame().subList(0, taken.perFrame().size() / 2).stream()
                .mapToInt(Integer::intValue)
                .sum();
        assertThat(half).isCloseTo(taken.raw().size() / 2, within(60));
    }

    /** Without audio nothing is far from anything. */
    @Test
    void open_mp4WhoseAudioIsFarFromItsFrames_isStreamedWhereNoAudioIsWanted() {
        try (VideoDecoder decoder = factory.open(FakeSource.growing(flat(folder)), DecodeLimits.DEFAULT)) {
            assertThat(decoder.next(PixelLayout.LUMA)).isPresent();
        }
    }

    /** FFmpeg gives what the edit leaves out, too, so that a decoder can get ready; a player would let it sound. */
    @Test
    void takeAudio_beginningThatAnEditLeavesOut_isNotHeard() {
        Taken taken = take(FakeSource.whole(AudioClips.trimmedAndLate(folder)), factory);

        // Half a second late, but for its priming, in whole milliseconds; and what its first packet holds before the
        // edit.
        long first = (24_000 - 1024) / 48 * 48 - (48_000 - 46 * 1024);
        assertThat(taken.raw())
                .filteredOn(packet -> packet.pts() + packet.duration() > 0)
                .hasSizeGreaterThan(100)
                .first()
                .extracting(AudioPacket::pts)
                .isEqualTo(first);
    }

    /** Two streams one after the other; in each the audio ends half a second before the video. */
    @Test
    void takeAudio_clockThatBeginsAgain_staysWithTheVideo() {
        // Given
        byte[] once = FakeSource.bytes(made(folder, "ts", "-c:v", "copy", "-af", "atrim=end=4.5", "-c:a", "aac"));
        byte[] twice = Arrays.copyOf(once, 2 * once.length);
        System.arraycopy(once, 0, twice, once.length, once.length);

        // When
        Taken alone = take(FakeSource.growing(once), factory);
        Taken joined = take(FakeSource.growing(twice), factory);

        // Then: the second audio begins as long after the second video's begin as the first does
        int packets = alone.raw().size();
        assertThat(joined.raw()).hasSize(2 * packets);
        double begins = joined.raw().get(packets).pts() / 48_000.0;
        assertThat(begins - alone.raw().get(0).pts() / 48_000.0).isCloseTo(150 * 1001 / 30_000.0, within(0.002));
    }

    @Test
    void next_moreAudioThanIsKept_isRefused() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        try (VideoDecoder decoder = factory.open(FakeSource.whole(bytes), DecodeLimits.DEFAULT.withAudio(20_000))) {
            assertThatThrownBy(() -> {
                        while (decoder.next(PixelLayout.LUMA).isPresent()) {
                            // The audio is left where it is.
                        }
                    })
                    .isInstanceOfSatisfying(
                            TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TOO_LARGE))
                    .hasMessageContaining("audio: more than 20000 bytes");
        }
    }

    @Test
    void audio_notWanted_isPassedOver() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        try (VideoDecoder decoder = factory.open(FakeSource.whole(bytes), DecodeLimits.DEFAULT)) {
            assertThat(decoder.audio()).isEmpty();
            assertThat(decoder.takeAudio(Long.MAX_VALUE)).isEmpty();
            assertThat(decoder.source().audioCodec()).contains("aac");
            assertThat(decoder.source().droppedTracks()).isEmpty();
        }
    }

    @Test
    void audio_noTrack_isEmpty() {
        byte[] bytes = FakeSource.bytes(Clips.file("sign_face.mkv"));
        try (VideoDecoder decoder = factory.open(FakeSource.growing(bytes), LIMITS)) {
            assertThat(decoder.audio()).isEmpty();
            assertThat(decoder.source().audioCodec()).isEmpty();
        }
    }
}
