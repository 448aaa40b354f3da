package io.tesela.media.ffmpeg;

import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.media.EncodedPacket;
import io.tesela.media.SegmentEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Encodes the same moving picture in any process and prints the digest of the segment's bytes. */
final class SegmentDigest {
    private static final int FRAMES = 40;

    private SegmentDigest() {}

    /** Prints the digest of a segment of the width, height and encoder that are the arguments. */
    public static void main(String[] arguments) {
        System.out.println(of(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), arguments[2]));
    }

    static String of(int width, int height, String encoderName) {
        VideoFormat format = new VideoFormat(
                width, height, new TimeBase(1, 24), new Ratio(24, 1), new Ratio(1, 1), ColorTags.UNKNOWN);
        EncoderSettings settings = new EncoderSettings("h264", encoderName, "veryfast", 23);
        MessageDigest digest = sha256();
        try (SegmentEncoder encoder = new FfmpegSegmentEncoderFactory().open(format, settings)) {
            digest.update(encoder.header().extradata());
            for (int i = 0; i < FRAMES; i++) {
                update(digest, encoder.encode(picture(width, height, i), i));
            }
            update(digest, encoder.finish());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns slopes that move, with a grain that is the same everywhere. */
    static PixelBuffer picture(int width, int height, int time) {
        PixelBuffer picture = PixelBuffer.allocate(PixelLayout.I420, width, height);
        byte[] samples = picture.samples();
        int grain = 12345 + time;
        for (int plane = 0; plane < 3; plane++) {
            int at = picture.planeOffset(plane);
            for (int y = 0; y < picture.planeHeight(plane); y++) {
                for (int x = 0; x < picture.planeWidth(plane); x++) {
                    grain = grain * 1103515245 + 12345;
                    int wave = (int) (60 * Math.sin((x + 3 * time) / 23.0) + 50 * Math.cos((y - 2 * time) / 17.0));
                    samples[at++] = (byte) (128 + wave + (grain >>> 28));
                }
            }
        }
        return picture;
    }

    private static void update(MessageDigest digest, List<EncodedPacket> packets) {
        packets.forEach(packet -> digest.update(packet.bytes()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
