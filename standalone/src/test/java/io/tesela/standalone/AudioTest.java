package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tesela.domain.report.JobReport;
import io.tesela.standalone.TestService.Ended;
import io.tesela.testkit.FfmpegTool;
import io.tesela.wire.ReportJson;
import io.tesela.wire.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audio of real jobs, as FFmpeg's own programs read and hear it. */
class AudioTest {
    @RegisterExtension
    static final TestService SERVICE = new TestService();

    private static final String NOISE = "anoisesrc=d=2:c=pink:r=44100:a=0.5:seed=3,lowpass=f=3000";
    private static final int HEARD_RATE = 44_100;

    @TempDir
    Path folder;

    @Test
    void upload_withAudioThatAnMp4Holds_keepsEveryPacketAtItsTime() throws Exception {
        // Given
        Path clip = Clips.sample("phone_rot90.mov");

        // When
        JobReport report = upload(clip);

        // Then
        assertThat(packets(folder.resolve("out.mp4"))).isEqualTo(packets(clip)).hasSizeGreaterThan(40);
        assertThat(report.output().audio()).isEqualTo("aac");
        assertThat(report.fidelity().kept()).contains("audio (aac), every packet");
        assertThat(report.fidelity().dropped()).noneMatch(track -> track.startsWith("audio"));
        assertThat(FfmpegTool.FFMPEG.complaints("-i", folder.resolve("out.mp4").toString(), "-f", "null", "-"))
                .isEmpty();
    }

    /** As it grows, and as it is finished; the audio begins before the video, with it, after it, and is there in another form. */
    @ParameterizedTest
    @CsvSource({"aac, ts, 0", "mp3, mkv, 0", "pcm_s16le, mov, 0", "mp2, ts, -0.7", "vorbis, mkv, 0.7"})
    void upload_withAudioOfAnyKind_isHeardWhenItWas(String codec, String container, String audioLater)
            throws Exception {
        // Given
        Path source = made(codec, container, audioLater);
        ByteArrayOutputStream growing = new ByteArrayOutputStream();

        // When
        JobReport report = upload(source);
        Ended streamed = TestService.tesela(growing, uploading(source, "-"));

        // Then
        assertThat(streamed.exitCode()).as(streamed.err()).isZero();
        Path fragments = Files.write(folder.resolve("growing.mp4"), growing.toByteArray());
        double offset = videoStart(source) - videoStart(folder.resolve("out.mp4"));
        assertThat(heardLater(source, folder.resolve("out.mp4")) / (double) HEARD_RATE)
                .isCloseTo(-offset, within(0.002));
        assertThat(heardLater(source, fragments) / (double) HEARD_RATE).isCloseTo(-offset, within(0.002));
        assertThat(report.output().audio()).isIn("aac", "mp3");
        Ended verified = verified(source);
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
    }

    @Test
    void verify_audioThatIsNotTheSources_isSaid() throws Exception {
        // Given: a result whose report says that it is that file
        Path clip = Clips.sample("phone_rot90.mov");
        upload(clip);
        Path out = folder.resolve("out.mp4");
        byte[] bytes = Files.readAllBytes(out);
        // The last bytes of the last fragment are audio; its box is the one that begins at 36, with a long size.
        int end = (int) (36 + ByteBuffer.wrap(bytes).getLong(44));
        bytes[end - 10] ^= 1;
        Files.write(out, bytes);
        Path report = folder.resolve("out.json");
        String sha256 = Sha256.of(out);
        Files.writeString(
                report,
                Files.readString(report)
                        .replace(
                                ReportJson.read(Files.readAllBytes(report))
                                        .output()
                                        .sha256(),
                                sha256));

        // When
        Ended ended = verified(clip);

        // Then
        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isEqualTo(3);
        assertThat(ended.out() + ended.err()).contains("out.mp4: audio: other packets (expected: those of the source)");
    }

    private JobReport upload(Path video) throws IOException {
        Ended ended =
                TestService.tesela(uploading(video, folder.resolve("out.mp4").toString()));
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return ReportJson.read(Files.readAllBytes(folder.resolve("out.json")));
    }

    private static String[] uploading(Path video, String out) {
        return new String[] {
            "upload",
            "--port",
            Integer.toString(SERVICE.port()),
            "--video",
            video.toString(),
            "--out",
            out,
            "--filters",
            "blur:3",
            "--tiles",
            "1x1"
        };
    }

    private Ended verified(Path video) {
        return TestService.tesela(
                "verify",
                "--video",
                video.toString(),
                "--out",
                folder.resolve("out.mp4").toString());
    }

    /** Makes two seconds of a video with noise that begins so many seconds later than the pictures. */
    private Path made(String codec, String container, String audioLater) {
        boolean earlier = audioLater.startsWith("-");
        Path made = folder.resolve("made." + container);
        List<String> command = new ArrayList<>(List.of("-y", "-itsoffset", earlier ? audioLater.substring(1) : "0"));
        command.addAll(List.of("-t", "2", "-i", Clips.sample("flower.mp4").toString()));
        command.addAll(List.of("-itsoffset", earlier ? "0" : audioLater, "-f", "lavfi", "-i", NOISE));
        command.addAll(
                List.of("-map", "0:v", "-map", "1:a", "-c:v", "copy", "-strict", "-2", "-ac", "2", "-c:a", codec));
        command.add(made.toString());
        FfmpegTool.FFMPEG.run(command.toArray(String[]::new));
        return made;
    }

    /** Returns timestamps and checksums of the packets of the audio. */
    private static List<String> packets(Path file) {
        return text("-i", file.toString(), "-map", "0:a:0", "-c", "copy", "-f", "framemd5", "-")
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static double videoStart(Path file) {
        return Double.parseDouble(FfmpegTool.FFPROBE
                .lines("-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0", file.toString())
                .stream()
                .min(Comparator.comparingDouble(Double::parseDouble))
                .orElseThrow());
    }

    private static Stream<String> text(String... arguments) {
        return new String(FfmpegTool.FFMPEG.run(arguments), StandardCharsets.UTF_8).lines();
    }

    /** Returns by how many samples the audio of a file is heard later than that of another, counted from their time 0. */
    private static int heardLater(Path first, Path second) {
        return bestOffset(heard(first), heard(second));
    }

    private static short[] heard(Path file) {
        byte[] bytes = FfmpegTool.FFMPEG.run(
                "-copyts",
                "-i",
                file.toString(),
                "-map",
                "0:a:0",
                "-af",
                "aresample=" + HEARD_RATE + ":async=1:first_pts=0",
                "-ac",
                "1",
                "-f",
                "s16le",
                "-");
        short[] samples = new short[bytes.length / 2];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    /** Looks a hundredth of a second around, and three seconds back: as far as any container begins late. */
    private static int bestOffset(short[] first, short[] second) {
        int from = first.length / 2;
        int length = HEARD_RATE / 4;
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int offset = -3 * HEARD_RATE; offset <= HEARD_RATE; offset++) {
            double sum = 0;
            for (int i = from; i < from + length; i += 2) {
                int at = i + offset;
                sum += at < 0 || at >= second.length ? 0 : (double) first[i] * second[at];
            }
            if (sum > most) {
                most = sum;
                best = offset;
            }
        }
        return best;
    }
}
