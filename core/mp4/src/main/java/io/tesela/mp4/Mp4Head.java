package io.tesela.mp4;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Builds the bytes before the first segment, which never change while the file grows.
 *
 * <pre>
 * offset
 *   0   ftyp  36   isom, 0x200, isom iso2 iso6 avc1 mp41
 *  36   free  16   8 zero bytes          finished: u32 1, 'mdat', u64 size up to the final moov
 *  52   moov       mvhd
 *                  trak...   tkhd, edts{elst: duration 0, media_time},
 *                            mdia{mdhd, hdlr, minf{vmhd|smhd, dinf, stbl{stsd, empty stts stsc stsz stco}}}
 *                  mvex{trex...}
 *       moof mdat  segment 0, see {@link FragmentHeader}
 *       moof mdat  segment 1
 *       ...
 *       moov       only when finished, see {@link FinalMoov}; everything from 52 to here is inside the mdat then
 * </pre>
 *
 * <p>A pure function: the same tracks give the same bytes, for all dates are 0.
 *
 * <p>Source: ISO/IEC 14496-12, 4.3 (ftyp) and 8.1 to 8.8.
 */
public final class Mp4Head {
    static final int PATCH_OFFSET = 36;
    static final int MOOV_OFFSET = 52;

    private static final int BOX_IS_64_BIT = 1;
    private static final int PACKED_LANGUAGE_UND = 0x55C4;
    private static final int TRACK_ENABLED_IN_MOVIE = 3;
    private static final int FIXED_16_16_ONE = 0x0001_0000;
    private static final int FIXED_8_8_ONE = 0x0100;

    private Mp4Head() {}

    /**
     * Returns the head of a file with these tracks.
     *
     * @param tracks track 1 first, a {@link VideoTrack}; not empty
     */
    public static ByteBuffer encode(List<? extends Track> tracks) {
        Checks.that(!tracks.isEmpty() && tracks.get(0) instanceof VideoTrack, "tracks", tracks, "video first");
        BoxWriter out = new BoxWriter();
        out.bytes(fileType()).bytes(growingPatch());
        out.box("moov", () -> {
            movieHeader(out, timescale(tracks), tracks.size() + 1);
            for (int i = 0; i < tracks.size(); i++) {
                track(out, tracks.get(i), i + 1);
            }
            out.box("mvex", () -> {
                for (int trackId = 1; trackId <= tracks.size(); trackId++) {
                    trackExtends(out, trackId);
                }
            });
        });
        return out.toBuffer();
    }

    /** Returns the first 36 bytes of every file of ours. */
    static ByteBuffer fileType() {
        BoxWriter out = new BoxWriter();
        out.box("ftyp", () -> out.ascii("isom").u32(0x200).ascii("isom" + "iso2" + "iso6" + "avc1" + "mp41"));
        return out.toBuffer();
    }

    /** Returns the 16 bytes at {@link #PATCH_OFFSET} of a growing file. */
    static ByteBuffer growingPatch() {
        BoxWriter out = new BoxWriter();
        out.box("free", () -> out.zeros(8));
        return out.toBuffer();
    }

    /** Returns the 16 bytes at {@link #PATCH_OFFSET} of a file whose final moov starts at {@code finalMoovOffset}. */
    static ByteBuffer finishedPatch(long finalMoovOffset) {
        return finishedPatchPrefix().u64(finalMoovOffset - PATCH_OFFSET).toBuffer();
    }

    /** Returns what tells a finished file from a growing one, at {@link #PATCH_OFFSET}. */
    static BoxWriter finishedPatchPrefix() {
        return new BoxWriter().u32(BOX_IS_64_BIT).ascii("mdat");
    }

    /**
     * An edit list counts in ticks of the movie: the movie's must be one in which the ticks of every track are whole. Where that is too
     * large a number, the video's it is: edits of the audio are then off by half a tick of the video at most.
     */
    private static int timescale(List<? extends Track> tracks) {
        int video = tracks.get(0).timescale();
        BigInteger common = BigInteger.valueOf(video);
        for (Track track : tracks) {
            BigInteger other = BigInteger.valueOf(track.timescale());
            common = common.multiply(other).divide(common.gcd(other));
        }
        return common.bitLength() < Integer.SIZE ? common.intValue() : video;
    }

    private static void movieHeader(BoxWriter out, int timescale, int nextTrackId) {
        out.fullBox("mvhd", 1, 0, () -> {
            out.u64(0).u64(0).u32(timescale).u64(0);
            out.u32(FIXED_16_16_ONE).u16(FIXED_8_8_ONE).zeros(10);
            identityMatrix(out);
            out.zeros(24).u32(nextTrackId);
        });
    }

    private static void track(BoxWriter out, Track track, int trackId) {
        out.box("trak", () -> {
            trackHeader(out, track, trackId);
            // Duration 0 means "to the end, wherever that will be" in a fragmented file (14496-12, 8.6.6).
            out.box(
                    "edts",
                    () -> out.fullBox(
                            "elst",
                            1,
                            0,
                            () -> out.u32(1).u64(0).u64(track.mediaTime()).u32(FIXED_16_16_ONE)));
            out.box("mdia", () -> media(out, track));
        });
    }

    private static void trackHeader(BoxWriter out, Track track, int trackId) {
        out.fullBox("tkhd", 1, TRACK_ENABLED_IN_MOVIE, () -> {
            out.u64(0).u64(0).u32(trackId).u32(0).u64(0);
            out.zeros(12)
                    .u16(kindOf(track) == MediaKind.AUDIO ? FIXED_8_8_ONE : 0)
                    .u16(0);
            identityMatrix(out);
            out.u32(track instanceof VideoTrack video ? video.format().displayWidthFixed() : 0);
            out.u32(track instanceof VideoTrack video ? video.format().displayHeightFixed() : 0);
        });
    }

    private static void media(BoxWriter out, Track track) {
        MediaKind kind = kindOf(track);
        out.fullBox(
                "mdhd",
                1,
                0,
                () -> out.u64(0)
                        .u64(0)
                        .u32(track.timescale())
                        .u64(0)
                        .u16(PACKED_LANGUAGE_UND)
                        .u16(0));
        out.fullBox(
                "hdlr",
                0,
                0,
                () -> out.u32(0)
                        .ascii(kind.handler())
                        .zeros(12)
                        .ascii(kind.handlerName())
                        .u8(0));
        out.box("minf", () -> {
            if (kind == MediaKind.VIDEO) {
                out.fullBox("vmhd", 0, 1, () -> out.zeros(8));
            } else {
                out.fullBox("smhd", 0, 0, () -> out.zeros(4));
            }
            out.box(
                    "dinf",
                    () -> out.fullBox("dref", 0, 0, () -> {
                        out.u32(1);
                        out.fullBox("url ", 0, 1, () -> {});
                    }));
            out.box("stbl", () -> emptySampleTable(out, track));
        });
    }

    private static void emptySampleTable(BoxWriter out, Track track) {
        out.fullBox("stsd", 0, 0, () -> out.u32(1).bytes(track.sampleEntry()));
        out.fullBox("stts", 0, 0, () -> out.u32(0));
        out.fullBox("stsc", 0, 0, () -> out.u32(0));
        out.fullBox("stsz", 0, 0, () -> out.u32(0).u32(0));
        out.fullBox("stco", 0, 0, () -> out.u32(0));
    }

    private static void trackExtends(BoxWriter out, int trackId) {
        out.fullBox("trex", 0, 0, () -> out.u32(trackId).u32(1).zeros(12));
    }

    /** No rotation: frames are upright when they reach the encoder. */
    private static void identityMatrix(BoxWriter out) {
        out.u32(FIXED_16_16_ONE).zeros(12).u32(FIXED_16_16_ONE).zeros(12).u32(0x4000_0000);
    }

    private static MediaKind kindOf(Track track) {
        return track instanceof VideoTrack ? MediaKind.VIDEO : MediaKind.AUDIO;
    }
}
