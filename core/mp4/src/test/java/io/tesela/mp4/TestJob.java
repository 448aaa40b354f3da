package io.tesela.mp4;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** A job with random timestamps, frame orders and segments, and what a player must see of it. */
final class TestJob {
    static final ByteBuffer SAMPLE_ENTRY = AvcSampleEntry.encode(
            new VideoFormat(64, 48, new PixelAspectRatio(1, 1), new ColourTags(1, 1, 1, false)),
            AvcParameterSets.ofAnnexB(ByteBuffer.wrap(
                    HexFormat.of().parseHex("00000001" + "6764001facd9" + "00000001" + "68ebe3cb22c0"))));

    final VideoTrack track;
    final List<Long> pts;
    final long endPts;
    /** Frames of each segment in decode order, as indices of {@link #pts}. */
    final List<List<Integer>> segments;

    private TestJob(VideoTrack track, List<Long> pts, long endPts, List<List<Integer>> segments) {
        this.track = track;
        this.pts = pts;
        this.endPts = endPts;
        this.segments = segments;
    }

    static VideoTrack track(int reorderFrames, long firstPts, long firstGap) {
        VideoFormat format = new VideoFormat(64, 48, new PixelAspectRatio(1, 1), ColourTags.UNSPECIFIED);
        return new VideoTrack(90_000, format, SAMPLE_ENTRY, reorderFrames, firstPts, firstGap);
    }

    /** A job of frames 3000 ticks apart in segments of these lengths. */
    static TestJob regular(int reorderFrames, int... segmentFrames) {
        int frames = Arrays.stream(segmentFrames).sum();
        List<Long> pts = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            pts.add(3000L * i);
        }
        List<List<Integer>> segments = new ArrayList<>();
        int first = 0;
        for (int length : segmentFrames) {
            segments.add(decodeOrder(new Random(length), first, length, reorderFrames));
            first += length;
        }
        return new TestJob(track(reorderFrames, 0, 3000), pts, 3000L * frames, segments);
    }

    static TestJob random(Random random) {
        int frames = 1 + random.nextInt(random.nextBoolean() ? 4 : 60);
        int reorderFrames = random.nextInt(4);
        List<Long> times = new ArrayList<>();
        long time = random.nextInt(3) * 5000L - 5000;
        for (int i = 0; i <= frames; i++) {
            times.add(time);
            time += random.nextBoolean() ? 3000 : 1 + random.nextInt(20_000);
        }
        List<List<Integer>> segments = new ArrayList<>();
        for (int first = 0; first < frames; ) {
            int length = Math.min(frames - first, 1 + random.nextInt(random.nextBoolean() ? 3 : 12));
            segments.add(decodeOrder(random, first, length, reorderFrames));
            first += length;
        }
        VideoTrack track = track(reorderFrames, times.get(0), times.get(1) - times.get(0));
        return new TestJob(track, List.copyOf(times.subList(0, frames)), times.get(frames), segments);
    }

    byte[] head() {
        return bytes(Mp4Head.encode(List.of(track)));
    }

    byte[] fragment(int segment) {
        List<VideoSample> samples = new ArrayList<>();
        for (int frame : segments.get(segment)) {
            samples.add(new VideoSample(
                    ByteBuffer.wrap(payload(frame).getBytes(StandardCharsets.ISO_8859_1)),
                    pts.get(frame),
                    frame == first(segment)));
        }
        return bytes(new FragmentWriter(track).write(segment, times(segment), samples));
    }

    SegmentTimes times(int segment) {
        int first = first(segment);
        int end = first + segments.get(segment).size();
        return new SegmentTimes(
                pts.subList(first, end),
                pts.subList(Math.max(0, first - track.reorderFrames()), first),
                end < pts.size() ? pts.get(end) : endPts,
                end == pts.size());
    }

    byte[] growing() {
        return growing(segments.size());
    }

    byte[] growing(int segmentCount) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(head());
        for (int segment = 0; segment < segmentCount; segment++) {
            file.writeBytes(fragment(segment));
        }
        return file.toByteArray();
    }

    /** Returns dts, pts and payload of every frame, straight from the rule that is written down. */
    List<TinyReader.Seen> expected() {
        long origin = Math.min(0, pts.get(0));
        int delay = track.reorderFrames();
        List<TinyReader.Seen> expected = new ArrayList<>();
        for (int segment = 0; segment < segments.size(); segment++) {
            for (int frame : segments.get(segment)) {
                int i = expected.size();
                boolean last = i == pts.size() - 1;
                long duration = last ? endPts - pts.get(i) : decodeTime(i + 1, delay) - decodeTime(i, delay);
                expected.add(new TinyReader.Seen(
                        decodeTime(i, delay) - origin,
                        pts.get(frame) - origin,
                        duration,
                        frame == first(segment),
                        payload(frame)));
            }
        }
        return expected;
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private long decodeTime(int i, int delay) {
        return i >= delay ? pts.get(i - delay) : pts.get(0) - (delay - i) * track.firstGapTicks();
    }

    private int first(int segment) {
        return segments.subList(0, segment).stream().mapToInt(List::size).sum();
    }

    private static String payload(int frame) {
        return "frame " + frame + ".".repeat(frame % 5);
    }

    /** A random order with the keyframe first, in which no frame comes more than {@code delay} places late. */
    private static List<Integer> decodeOrder(Random random, int first, int length, int delay) {
        List<Integer> waiting = new ArrayList<>();
        for (int i = 1; i < length; i++) {
            waiting.add(first + i);
        }
        List<Integer> order = new ArrayList<>(List.of(first));
        while (!waiting.isEmpty()) {
            boolean due = waiting.get(0) - first + delay <= order.size();
            int next = due ? 0 : random.nextInt(Math.min(4, waiting.size()));
            order.add(waiting.get(next));
            waiting.subList(next, next + 1).clear();
        }
        return order;
    }
}
