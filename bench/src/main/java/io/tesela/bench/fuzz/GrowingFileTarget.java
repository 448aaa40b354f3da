package io.tesela.bench.fuzz;

import io.tesela.mp4.AudioSample;
import io.tesela.mp4.AudioTrack;
import io.tesela.mp4.AvcParameterSets;
import io.tesela.mp4.AvcSampleEntry;
import io.tesela.mp4.ColourTags;
import io.tesela.mp4.FragmentWriter;
import io.tesela.mp4.Mp4Finisher;
import io.tesela.mp4.Mp4FormatException;
import io.tesela.mp4.Mp4Head;
import io.tesela.mp4.PixelAspectRatio;
import io.tesela.mp4.SegmentTimes;
import io.tesela.mp4.VideoFormat;
import io.tesela.mp4.VideoSample;
import io.tesela.mp4.VideoTrack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Files that grow, as a client has them when its connection breaks, finished into regular MP4s. */
final class GrowingFileTarget implements FuzzTarget {
    private static final int SEGMENTS = 4;
    private static final int SEGMENT_FRAMES = 5;
    private static final long FRAME_TICKS = 3000;
    private static final int PACKET_TICKS = 1024;
    private static final String PARAMETER_SETS = "00000001" + "6764001facd9" + "00000001" + "68ebe3cb22c0";

    private final byte[] whole;

    private GrowingFileTarget(byte[] whole) {
        this.whole = whole;
    }

    /** Returns one of a video of twenty frames with audio. */
    static GrowingFileTarget make() {
        VideoFormat format = new VideoFormat(64, 48, new PixelAspectRatio(1, 1), ColourTags.UNSPECIFIED);
        ByteBuffer entry = AvcSampleEntry.encode(
                format, AvcParameterSets.ofAnnexB(ByteBuffer.wrap(HexFormat.of().parseHex(PARAMETER_SETS))));
        VideoTrack video = new VideoTrack(90_000, format, entry, 0, 0, FRAME_TICKS);
        AudioTrack audio =
                new AudioTrack(48_000, ByteBuffer.wrap(new byte[] {0, 0, 0, 8, 'm', 'p', '4', 'a'}), 1024, 0);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        put(file, Mp4Head.encode(List.of(video, audio)));
        FragmentWriter writer = new FragmentWriter(video, audio);
        for (int segment = 0; segment < SEGMENTS; segment++) {
            put(file, writer.write(segment, times(segment), samples(segment), packets(segment)));
        }
        return new GrowingFileTarget(file.toByteArray());
    }

    @Override
    public String name() {
        return "growing-files";
    }

    @Override
    public boolean takes(Random random) {
        try {
            Path file = Files.createTempFile("tesela-fuzz-", ".mp4");
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                channel.write(ByteBuffer.wrap(new Mutator(random).damaged(whole)));
                Mp4Finisher.finish(channel);
                return true;
            }
        } catch (Mp4FormatException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SegmentTimes times(int segment) {
        long first = FRAME_TICKS * segment * SEGMENT_FRAMES;
        return new SegmentTimes(
                LongStream.range(0, SEGMENT_FRAMES)
                        .map(frame -> first + frame * FRAME_TICKS)
                        .boxed()
                        .toList(),
                List.of(),
                first + SEGMENT_FRAMES * FRAME_TICKS,
                segment == SEGMENTS - 1);
    }

    private static List<VideoSample> samples(int segment) {
        return IntStream.range(0, SEGMENT_FRAMES)
                .mapToObj(frame -> new VideoSample(
                        ByteBuffer.wrap(new byte[40 + frame]),
                        FRAME_TICKS * (segment * SEGMENT_FRAMES + frame),
                        frame == 0))
                .toList();
    }

    private static List<AudioSample> packets(int segment) {
        return LongStream.range(segment * 8L, segment * 8L + 8)
                .mapToObj(packet ->
                        new AudioSample(ByteBuffer.wrap(new byte[20]), (packet - 1) * PACKET_TICKS, PACKET_TICKS))
                .toList();
    }

    private static void put(ByteArrayOutputStream file, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        file.writeBytes(copy);
    }
}
