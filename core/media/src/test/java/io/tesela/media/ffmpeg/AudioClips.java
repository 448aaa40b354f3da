package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.VideoDecoder;
import io.tesela.testkit.FfmpegTool;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Videos with audio, made by FFmpeg's own program, and what a decoder gives of them. */
final class AudioClips {
    static final DecodeLimits LIMITS = DecodeLimits.DEFAULT.withAudio(8 << 20);

    private AudioClips() {}

    /** A packet as FFmpeg's framemd5 shows it. */
    record Packet(long pts, String md5) {}

    /** What a decoder gave, and how many packets went with each frame. */
    record Taken(AudioFormat format, List<AudioPacket> raw, List<Integer> perFrame, List<String> changes, long errors) {
        List<Packet> packets() {
            return raw.stream()
                    .map(packet -> new Packet(packet.pts(), md5(packet.bytes())))
                    .toList();
        }
    }

    static Taken take(FakeSource source, FfmpegVideoDecoderFactory decoders) {
        try (VideoDecoder decoder = decoders.open(source, LIMITS)) {
            List<AudioPacket> packets = new ArrayList<>();
            List<Integer> perFrame = new ArrayList<>();
            Optional<DecodedFrame> frame = decoder.next(PixelLayout.LUMA);
            while (frame.isPresent()) {
                frame = decoder.next(PixelLayout.LUMA);
                List<AudioPacket> along =
                        decoder.takeAudio(frame.map(DecodedFrame::pts).orElse(Long.MAX_VALUE));
                packets.addAll(along);
                perFrame.add(along.size());
            }
            return new Taken(
                    decoder.audio().orElseThrow(), packets, perFrame, decoder.changes(), decoder.audioErrors());
        }
    }

    /** Makes five seconds of flower with pink noise, which has no second place where it fits. */
    static Path made(Path folder, String container, String... arguments) {
        Path made = folder.resolve(String.join("-", arguments).replaceAll("\\W+", "-") + "." + container);
        List<String> command =
                new ArrayList<>(List.of("-y", "-i", Clips.file("flower.mp4").toString(), "-f", "lavfi"));
        command.addAll(List.of("-i", "anoisesrc=d=5:c=pink:r=48000:a=0.5:seed=7,lowpass=f=3000"));
        command.addAll(List.of("-map", "0:v", "-map", "1:a"));
        command.addAll(List.of(arguments));
        command.add(made.toString());
        FfmpegTool.FFMPEG.run(command.toArray(String[]::new));
        return made;
    }

    /** Returns a source as an upload of the file has it: one that has its index at the end can only be sought. */
    static FakeSource source(Path file) {
        byte[] bytes = FakeSource.bytes(file);
        return file.toString().endsWith(".mov") ? FakeSource.whole(bytes) : FakeSource.growing(bytes);
    }

    /** Has FFmpeg write audio that begins after all of the video, and then has it begin at 0, without its edit list. */
    static byte[] flat(Path folder) {
        Path apart = flowerAndNoise(folder, 2, "1000", 15);
        String boxes = new String(FakeSource.bytes(apart), StandardCharsets.ISO_8859_1);
        int ofAudio = boxes.indexOf("edts", boxes.indexOf("edts") + 4);
        return (boxes.substring(0, ofAudio) + "free" + boxes.substring(ofAudio + 4))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Has FFmpeg write audio that begins half a second late, and then has an edit leave out the first second of it. */
    static byte[] trimmedAndLate(Path folder) {
        Path late = flowerAndNoise(folder, 0, "0.5", 4);
        ByteBuffer bytes = ByteBuffer.wrap(FakeSource.bytes(late));
        String boxes = new String(bytes.array(), StandardCharsets.ISO_8859_1);
        int entries = boxes.indexOf("elst", boxes.indexOf("elst") + 4) + 12;
        assertThat(bytes.getInt(entries + 4)).as("an empty edit").isEqualTo(-1);
        assertThat(bytes.getInt(entries + 16)).as("all of the media").isZero();
        bytes.putInt(entries + 16, 48_000);
        return bytes.array();
    }

    /** Makes an MP4 of flower, repeated so often, with noise of so many seconds that begins so many after it. */
    private static Path flowerAndNoise(Path folder, int repeats, String offset, int seconds) {
        Path made = folder.resolve("noise-" + offset + ".mp4");
        FfmpegTool.FFMPEG.run(
                "-y",
                "-stream_loop",
                Integer.toString(repeats),
                "-i",
                Clips.file("flower.mp4").toString(),
                "-itsoffset",
                offset,
                "-f",
                "lavfi",
                "-i",
                "anoisesrc=r=48000:d=" + seconds,
                "-map",
                "0:v",
                "-map",
                "1:a",
                "-c:v",
                "copy",
                "-c:a",
                "aac",
                "-movflags",
                "+faststart",
                made.toString());
        return made;
    }

    /** Returns the packets of the audio as FFmpeg copies them, with timestamps in samples. */
    static List<Packet> copied(Path file) {
        byte[] lines =
                FfmpegTool.FFMPEG.run("-i", file.toString(), "-map", "0:a:0", "-c", "copy", "-f", "framemd5", "-");
        return new String(lines, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\\s*,\\s*", -1))
                .map(fields -> new Packet(Long.parseLong(fields[2].strip()), fields[5].strip()))
                .toList();
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
