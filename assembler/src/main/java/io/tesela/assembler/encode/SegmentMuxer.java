package io.tesela.assembler.encode;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.media.EncodedPacket;
import io.tesela.media.EncoderHeader;
import io.tesela.mp4.AnnexB;
import io.tesela.mp4.AudioSample;
import io.tesela.mp4.AudioTrack;
import io.tesela.mp4.AvcParameterSets;
import io.tesela.mp4.AvcSampleEntry;
import io.tesela.mp4.ColourTags;
import io.tesela.mp4.FragmentWriter;
import io.tesela.mp4.Mp4Head;
import io.tesela.mp4.PixelAspectRatio;
import io.tesela.mp4.SegmentTimes;
import io.tesela.mp4.Track;
import io.tesela.mp4.VideoSample;
import io.tesela.mp4.VideoTrack;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Makes the segments of one job into a growing file, one after the other.
 *
 * <p>Carries from segment to segment only what a checkpoint carries, so a new owner goes on with the same bytes.
 *
 * <p><b>Order:</b> segments by number. <b>Threads:</b> one at a time.
 */
public final class SegmentMuxer {
    private final JobSpec spec;
    private final long epoch;
    private List<Long> firstPts;
    private List<Long> lastPts;

    /** @param from where the job stands */
    public SegmentMuxer(JobSpec spec, Checkpoint from) {
        this.spec = spec;
        this.epoch = from.epoch();
        this.firstPts = from.firstPts();
        this.lastPts = from.lastPts();
    }

    /** Returns the next segment of the file. */
    public MuxedSegment mux(SegmentInWork segment) {
        if (firstPts.isEmpty()) {
            long first = segment.pts().get(0);
            firstPts = List.of(first, first + segment.firstGap());
        }
        VideoTrack track = track(segment.header());
        SegmentTimes times = new SegmentTimes(segment.pts(), lastPts, segment.endPts(), segment.lastInJob());
        Optional<AudioTrack> audio = spec.audio().map(format -> track(format, track));
        ByteBuffer fragment = writer(track, audio)
                .write(segment.number(), times, samples(segment.packets()), audioSamples(segment.audio()));
        ByteBuffer bytes = segment.number() == 0 ? concatenate(head(track, audio), fragment) : fragment;
        lastPts = tail(lastPts, segment.pts(), segment.header().reorderFrames());
        long nextFrame = segment.firstFrame() + segment.pts().size();
        return new MuxedSegment(bytes, receipt(segment, bytes), nextFrame, firstPts, lastPts);
    }

    private VideoTrack track(EncoderHeader header) {
        VideoFormat format = spec.format();
        io.tesela.mp4.VideoFormat pictures = new io.tesela.mp4.VideoFormat(
                format.width(),
                format.height(),
                new PixelAspectRatio(format.sar().num(), format.sar().den()),
                colours(format.color()));
        AvcParameterSets sets = AvcParameterSets.ofAnnexB(ByteBuffer.wrap(header.extradata()));
        return new VideoTrack(
                format.timeBase().den(),
                pictures,
                AvcSampleEntry.encode(pictures, sets),
                header.reorderFrames(),
                firstPts.get(0),
                firstPts.get(1) - firstPts.get(0));
    }

    private static AudioTrack track(AudioFormat format, VideoTrack video) {
        long origin = Math.round((double) video.originPts() * format.timescale() / video.timescale());
        return new AudioTrack(
                format.timescale(), ByteBuffer.wrap(format.sampleEntryBytes()), format.primingTicks(), origin);
    }

    private static FragmentWriter writer(VideoTrack video, Optional<AudioTrack> audio) {
        return audio.map(track -> new FragmentWriter(video, track)).orElseGet(() -> new FragmentWriter(video));
    }

    private static ByteBuffer head(VideoTrack video, Optional<AudioTrack> audio) {
        return Mp4Head.encode(
                audio.<List<Track>>map(track -> List.of(video, track)).orElseGet(() -> List.of(video)));
    }

    private SegmentReceipt receipt(SegmentInWork segment, ByteBuffer bytes) {
        SegmentLedger ledger = segment.ledger();
        return new SegmentReceipt(
                spec.id(),
                epoch,
                segment.number(),
                segment.lastInJob(),
                bytes.remaining(),
                crc32c(bytes),
                segment.firstFrame(),
                ledger.frameCrc32c(),
                segment.endPts(),
                ledger.counts(),
                ledger.degraded(),
                ledger.latency(),
                ledger.processors(),
                ledger.found(),
                ledger.tileLoads(),
                segment.header().encoder());
    }

    private static ColourTags colours(ColorTags color) {
        return new ColourTags(color.primaries(), color.transfer(), color.matrix(), color.fullRange());
    }

    private static List<VideoSample> samples(List<EncodedPacket> packets) {
        List<VideoSample> samples = new ArrayList<>(packets.size());
        for (EncodedPacket packet : packets) {
            ByteBuffer units = AnnexB.toLengthPrefixed(ByteBuffer.wrap(packet.bytes()));
            samples.add(new VideoSample(units, packet.pts(), packet.keyframe()));
        }
        return samples;
    }

    private static List<AudioSample> audioSamples(List<AudioPacket> packets) {
        return packets.stream()
                .map(packet -> new AudioSample(ByteBuffer.wrap(packet.bytes()), packet.pts(), packet.duration()))
                .toList();
    }

    private static ByteBuffer concatenate(ByteBuffer head, ByteBuffer fragment) {
        return ByteBuffer.allocate(head.remaining() + fragment.remaining())
                .put(head)
                .put(fragment)
                .flip();
    }

    private static List<Long> tail(List<Long> before, List<Long> pts, int count) {
        List<Long> all = new ArrayList<>(before);
        all.addAll(pts);
        return List.copyOf(all.subList(Math.max(0, all.size() - count), all.size()));
    }

    private static int crc32c(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
