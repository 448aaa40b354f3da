package io.tesela.mp4;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything of a fragment but the samples themselves.
 *
 * <pre>
 * moof    mfhd            u32 sequence
 *         traf...  tfhd   flags 0x020020 (offsets count from the moof): u32 track, u32 sample flags
 *                  tfdt   version 1: u64 decode time of the first sample
 *                  trun   version 1: u32 samples, i32 offset of the first one from the moof, then for each sample
 *                         0xF01 (video): u32 duration, u32 size, u32 flags, i32 composition offset
 *                         0x301 (audio): u32 duration, u32 size
 * mdat    samples of the first traf, samples of the second one, ...
 * </pre>
 *
 * <p>Source: ISO/IEC 14496-12, 8.8.4 to 8.8.12.
 *
 * @param sequence number of the fragment, from 1
 * @param runs one for each track that has samples here, by ascending track
 */
record FragmentHeader(long sequence, List<TrackRun> runs) {
    private static final int TFHD_FLAGS = 0x020020;
    private static final int KEYFRAME_FLAGS = 0x0200_0000;
    private static final int NON_SYNC_BIT = 0x0001_0000;
    private static final int MOOF_BYTES = 24;
    private static final int TRAF_BYTES = 68;

    FragmentHeader {
        Checks.that(sequence > 0 && sequence <= Checks.MAX_U32, "sequence", sequence, "1..4294967295");
        Checks.that(!runs.isEmpty(), "runs", runs.size(), "> 0");
        runs = List.copyOf(runs);
    }

    /** Returns the moof and the header of the mdat, ready to be read. */
    ByteBuffer encode() {
        long mdatBytes = Box.HEADER_BYTES + dataBytes();
        Checks.that(mdatBytes <= Checks.MAX_U32, "mdat bytes", mdatBytes, "<= 4294967295");
        BoxWriter out = new BoxWriter();
        out.box("moof", () -> {
            out.fullBox("mfhd", 0, 0, () -> out.u32(sequence));
            long dataOffset = moofBytes() + Box.HEADER_BYTES;
            for (TrackRun run : runs) {
                Checks.that(dataOffset <= Integer.MAX_VALUE, "data offset", dataOffset, "<= 2147483647");
                encode(out, run, dataOffset);
                dataOffset += run.dataBytes();
            }
        });
        return out.u32(mdatBytes).ascii("mdat").toBuffer();
    }

    /**
     * Returns what the box {@code moof} says.
     *
     * @throws Mp4FormatException if it is not exactly as {@link #encode} writes it
     */
    static FragmentHeader decode(ByteBuffer moof) throws Mp4FormatException {
        try {
            List<Box> boxes = Box.parse(moof.slice(Box.HEADER_BYTES, moof.remaining() - Box.HEADER_BYTES));
            long sequence = 0;
            List<TrackRun> runs = new ArrayList<>();
            for (Box box : boxes) {
                if (box.type().equals("mfhd")) {
                    sequence = Integer.toUnsignedLong(box.body().getInt(4));
                } else {
                    runs.add(decodeRun(box));
                }
            }
            FragmentHeader header = new FragmentHeader(sequence, runs);
            // Whatever the fields say, only our own layout gives back the same bytes; data offsets included.
            if (!header.encode().limit(moof.remaining()).equals(moof)) {
                throw new Mp4FormatException("fragment " + sequence + " has another layout than ours");
            }
            return header;
        } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException e) {
            throw Mp4FormatException.because("malformed fragment", e);
        }
    }

    /** Returns the sum of the sizes of all samples. */
    long dataBytes() {
        return runs.stream().mapToLong(TrackRun::dataBytes).sum();
    }

    private long moofBytes() {
        long bytes = MOOF_BYTES;
        for (TrackRun run : runs) {
            bytes += TRAF_BYTES + (long) run.samples().size() * run.kind().bytesPerSample();
        }
        return bytes;
    }

    private static void encode(BoxWriter out, TrackRun run, long dataOffset) {
        MediaKind kind = run.kind();
        out.box("traf", () -> {
            out.fullBox("tfhd", 0, TFHD_FLAGS, () -> out.u32(run.trackId()).u32(kind.defaultSampleFlags()));
            out.fullBox("tfdt", 1, 0, () -> out.u64(run.baseTime()));
            out.fullBox("trun", 1, kind.runFlags(), () -> {
                out.u32(run.samples().size()).u32(dataOffset);
                for (RunSample sample : run.samples()) {
                    out.u32(sample.durationTicks()).u32(sample.sizeBytes());
                    if (kind == MediaKind.VIDEO) {
                        out.u32(sample.keyframe() ? KEYFRAME_FLAGS : kind.defaultSampleFlags());
                        out.u32(sample.compositionOffsetTicks());
                    }
                }
            });
        });
    }

    private static TrackRun decodeRun(Box traf) throws Mp4FormatException {
        int trackId = traf.child("tfhd").body().getInt(4);
        long baseTime = traf.child("tfdt").body().getLong(4);
        ByteBuffer trun = traf.child("trun").body();
        int flags = trun.getInt() & 0x00FF_FFFF;
        MediaKind kind = flags == MediaKind.VIDEO.runFlags() ? MediaKind.VIDEO : MediaKind.AUDIO;
        int count = trun.getInt();
        Checks.that(count > 0, "samples", count, "> 0");
        trun.getInt(); // the data offset, checked as part of the whole
        List<RunSample> samples = new ArrayList<>(Math.min(count, trun.remaining() / kind.bytesPerSample()));
        while (trun.remaining() >= kind.bytesPerSample()) {
            samples.add(decodeSample(trun, kind));
        }
        return new TrackRun(trackId, kind, baseTime, samples);
    }

    private static RunSample decodeSample(ByteBuffer trun, MediaKind kind) {
        long duration = Integer.toUnsignedLong(trun.getInt());
        int size = trun.getInt();
        if (kind == MediaKind.AUDIO) {
            return new RunSample(duration, size, true, 0);
        }
        boolean keyframe = (trun.getInt() & NON_SYNC_BIT) == 0;
        return new RunSample(duration, size, keyframe, trun.getInt());
    }
}
