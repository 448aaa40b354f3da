package io.tesela.mp4;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the encoded frames of a segment into one fragment of the growing file.
 *
 * <p>Decode times run {@link VideoTrack#reorderFrames()} frames behind presentation ({@link DecodeTimes}) and are stored
 * moved by {@link VideoTrack#mediaTime()}, which the constant edit list takes back; so presentation is exact while the
 * file grows, and composition offsets are never negative.
 *
 * <p>A pure function of its arguments. Order: one fragment stands for itself; the file needs them by segment, without a
 * gap. Threads: immutable, any. Ownership: results share nothing with the arguments. Errors: arguments that cannot be
 * one segment of this job give an IllegalArgumentException and no bytes.
 */
public final class FragmentWriter {
    private static final int VIDEO_TRACK_ID = 1;
    private static final int AUDIO_TRACK_ID = 2;

    private final VideoTrack video;
    /** Null when the job has no sound. */
    private final @Nullable AudioTrack audio;

    /** @param video track 1, the only one */
    public FragmentWriter(VideoTrack video) {
        this.video = video;
        this.audio = null;
    }

    /**
     * @param video track 1
     * @param audio track 2
     */
    public FragmentWriter(VideoTrack video, AudioTrack audio) {
        this.video = video;
        this.audio = audio;
    }

    /**
     * Returns moof and mdat of a segment without audio, ready to be read.
     *
     * @see #write(int, SegmentTimes, List, List)
     */
    public ByteBuffer write(int segment, SegmentTimes times, List<VideoSample> samples) {
        return write(segment, times, samples, List.of());
    }

    /**
     * Returns moof and mdat of a segment, ready to be read.
     *
     * @param segment number of the segment, from 0
     * @param times when its frames are shown
     * @param samples its frames in decode order; a keyframe first
     * @param packets audio stored along with them, by strictly increasing timestamps; may be empty
     * @throws IllegalArgumentException if the samples are not the frames of {@code times}, or need to be decoded after
     *     they are shown
     */
    public ByteBuffer write(int segment, SegmentTimes times, List<VideoSample> samples, List<AudioSample> packets) {
        checkSamples(times, samples);
        List<TrackRun> runs = new ArrayList<>();
        List<ByteBuffer> payloads = new ArrayList<>(samples.size() + packets.size());
        runs.add(videoRun(segment, times, samples));
        samples.forEach(sample -> payloads.add(sample.bytes()));
        if (!packets.isEmpty()) {
            runs.add(audioRun(packets));
            packets.forEach(packet -> payloads.add(packet.bytes()));
        }
        FragmentHeader header = new FragmentHeader(segment + 1L, runs);
        return concatenate(header.encode(), payloads);
    }

    private TrackRun videoRun(int segment, SegmentTimes times, List<VideoSample> samples) {
        List<Long> decode = DecodeTimes.of(video, segment, times);
        List<RunSample> run = new ArrayList<>(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            VideoSample sample = samples.get(i);
            boolean veryLast = times.lastInJob() && i == samples.size() - 1;
            long duration =
                    veryLast ? times.endPts() - times.pts().get(samples.size() - 1) : decode.get(i + 1) - decode.get(i);
            long offset = sample.pts() - decode.get(i);
            Checks.that(
                    offset >= 0 && offset <= Integer.MAX_VALUE,
                    "pts - decode time of sample " + i,
                    offset,
                    "0..2147483647; negative if the encoder reorders by more than " + video.reorderFrames());
            run.add(new RunSample(duration, sample.bytes().remaining(), sample.keyframe(), (int) offset));
        }
        long baseTime = decode.get(0) - video.originPts() + video.mediaTime();
        return new TrackRun(VIDEO_TRACK_ID, MediaKind.VIDEO, baseTime, run);
    }

    private TrackRun audioRun(List<AudioSample> packets) {
        if (audio == null) {
            throw new IllegalArgumentException("packets: " + packets.size() + " (expected: 0, without an audio track)");
        }
        List<RunSample> run = new ArrayList<>(packets.size());
        for (int i = 0; i < packets.size(); i++) {
            AudioSample packet = packets.get(i);
            boolean last = i == packets.size() - 1;
            long duration = last ? packet.durationTicks() : packets.get(i + 1).pts() - packet.pts();
            Checks.that(duration > 0, "pts[" + (i + 1) + "] - pts[" + i + "] of the audio", duration, "> 0");
            run.add(new RunSample(duration, packet.bytes().remaining(), true, 0));
        }
        long baseTime = packets.get(0).pts() - audio.originPts() + audio.mediaTime();
        return new TrackRun(AUDIO_TRACK_ID, MediaKind.AUDIO, baseTime, run);
    }

    private static void checkSamples(SegmentTimes times, List<VideoSample> samples) {
        List<Long> shown = samples.stream().map(VideoSample::pts).sorted().toList();
        Checks.that(shown.equals(times.pts()), "pts of the samples", shown, "those of times: " + times.pts());
        Checks.that(
                samples.get(0).keyframe(), "samples[0].keyframe", samples.get(0).keyframe(), "true");
    }

    private static ByteBuffer concatenate(ByteBuffer header, List<ByteBuffer> payloads) {
        int bytes = payloads.stream().mapToInt(ByteBuffer::remaining).reduce(header.remaining(), Math::addExact);
        ByteBuffer fragment = ByteBuffer.allocate(bytes).put(header);
        payloads.forEach(fragment::put);
        return fragment.flip();
    }
}
