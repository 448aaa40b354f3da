package io.tesela.mp4;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One track as the head of a growing file describes it, with the boxes that its final moov repeats.
 *
 * @param trackId from 1
 * @param timescale ticks per second of the track
 * @param mediaTime what its edit list shows at time 0, in ticks
 * @param tkhd whole box
 * @param mdhd whole box
 * @param hdlr whole box
 * @param mediaHeader whole box, {@code vmhd} or {@code smhd}
 * @param dinf whole box
 * @param stsd whole box
 */
record TrackHead(
        int trackId,
        int timescale,
        long mediaTime,
        ByteBuffer tkhd,
        ByteBuffer mdhd,
        ByteBuffer hdlr,
        ByteBuffer mediaHeader,
        ByteBuffer dinf,
        ByteBuffer stsd) {
    /** Where the timescale is in the body of {@code mdhd} and {@code mvhd}, version 1. */
    static final int TIMESCALE_OFFSET = 20;

    private static final int TRACK_ID_OFFSET = 20;
    private static final int MEDIA_TIME_OFFSET = 16;

    /** Returns the tracks of {@code moov}, numbered from 1 without a gap. */
    static List<TrackHead> decodeAll(Box moov) throws Mp4FormatException {
        List<TrackHead> tracks = new ArrayList<>();
        for (Box box : moov.children()) {
            if (box.type().equals("trak")) {
                tracks.add(decode(box));
                if (tracks.get(tracks.size() - 1).trackId() != tracks.size()) {
                    throw new Mp4FormatException("tracks are not numbered from 1");
                }
            }
        }
        if (tracks.isEmpty()) {
            throw new Mp4FormatException("moov has no track");
        }
        return List.copyOf(tracks);
    }

    private static TrackHead decode(Box trak) throws Mp4FormatException {
        Box mdia = trak.child("mdia");
        Box minf = mdia.child("minf");
        Box tkhd = trak.child("tkhd");
        Box mdhd = mdia.child("mdhd");
        try {
            return new TrackHead(
                    tkhd.body().getInt(TRACK_ID_OFFSET),
                    mdhd.body().getInt(TIMESCALE_OFFSET),
                    trak.child("edts").child("elst").body().getLong(MEDIA_TIME_OFFSET),
                    tkhd.whole(),
                    mdhd.whole(),
                    mdia.child("hdlr").whole(),
                    minf.child("vmhd", "smhd").whole(),
                    minf.child("dinf").whole(),
                    minf.child("stbl").child("stsd").whole());
        } catch (IndexOutOfBoundsException e) {
            throw Mp4FormatException.because("malformed track", e);
        }
    }
}
