package io.tesela.media.ffmpeg;

import static io.tesela.media.ffmpeg.AudioClips.made;
import static io.tesela.media.ffmpeg.AudioClips.source;
import static io.tesela.media.ffmpeg.AudioClips.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tesela.domain.audio.AudioPacket;
import io.tesela.media.ffmpeg.AudioClips.Taken;
import io.tesela.testkit.FfmpegTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscodedAudioTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "adpcm_ima_qt, mov, 1",
        "vorbis, mkv, 2",
        "pcm_s16le, mov, 1",
        "mp2, ts, 2",
        "wmav2, mkv, 1",
        "pcm_s24le, mkv, 6"
    })
    void takeAudio_codecThatPlayersOfMp4DoNotKnow_becomesAacThatSoundsTheSame(
            String codec, String container, int channels) {
        // Given
        Path source = made(
                folder, container, "-c:v", "copy", "-strict", "-2", "-c:a", codec, "-ac", Integer.toString(channels));

        // When
        Taken taken = takeAll(source);

        // Then
        assertThat(taken.format().codec()).isEqualTo("aac");
        assertThat(taken.changes())
                .anyMatch(change -> change.startsWith("audio converted from ") && change.endsWith(" to aac"));
        assertThat(taken.errors()).isZero();
        short[] before = samples(source, taken.format().timescale());
        short[] after = samples(adts(taken, channels), taken.format().timescale());
        // A decoder hears the priming, where nobody cuts it off.
        assertThat(bestOffset(before, after)).isCloseTo(1024, within(1));
    }

    /** A broadcast goes from two channels to one: what is heard goes on at its time. */
    @Test
    void takeAudio_formThatChanges_losesNothing() throws IOException {
        // Given
        Path stereo = made(folder, "ts", "-c:v", "copy", "-c:a", "mp2", "-ac", "2");
        Path mono = made(folder, "ts", "-c:v", "copy", "-c:a", "mp2", "-ac", "1");
        Path both = folder.resolve("both.ts");
        Files.write(both, Files.readAllBytes(stereo));
        Files.write(both, Files.readAllBytes(mono), StandardOpenOption.APPEND);

        // When
        Taken alone = takeAll(stereo);
        Taken taken = takeAll(both);

        // Then
        assertThat(taken.errors()).isZero();
        assertThat(taken.raw().size()).isCloseTo(2 * alone.raw().size(), within(2));
    }

    private static Taken takeAll(Path source) {
        try (FfmpegVideoDecoderFactory factory = new FfmpegVideoDecoderFactory()) {
            return take(source(source), factory);
        }
    }

    /** Writes AAC packets as a stream of their own. Source: ISO/IEC 13818-7, 6.2 (ADTS). */
    private Path adts(Taken taken, int channels) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        int rate = List.of(96_000, 88_200, 64_000, 48_000, 44_100)
                .indexOf(taken.format().timescale());
        for (AudioPacket packet : taken.raw()) {
            int length = packet.bytes().length + 7;
            stream.writeBytes(new byte[] {
                (byte) 0xff,
                (byte) 0xf1,
                (byte) (1 << 6 | rate << 2 | channels >> 2),
                (byte) (channels << 6 | length >> 11),
                (byte) (length >> 3),
                (byte) (length << 5 | 0x1f),
                (byte) 0xfc
            });
            stream.writeBytes(packet.bytes());
        }
        Path file = folder.resolve("taken.aac");
        try {
            Files.write(file, stream.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static short[] samples(Path file, int rate) {
        byte[] bytes = FfmpegTool.FFMPEG.run(
                "-i", file.toString(), "-map", "0:a:0", "-ac", "1", "-ar", Integer.toString(rate), "-f", "s16le", "-");
        short[] samples = new short[bytes.length / 2];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    /** Returns by how many samples the second sounds later than the first, where they are most alike. */
    private static int bestOffset(short[] first, short[] second) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        int from = first.length / 3;
        for (int offset = -3000; offset <= 3000; offset++) {
            double sum = 0;
            for (int i = from; i < from + 20_000 && i + offset < second.length; i++) {
                sum += (double) first[i] * second[i + offset];
            }
            if (sum > most) {
                most = sum;
                best = offset;
            }
        }
        return best;
    }
}
