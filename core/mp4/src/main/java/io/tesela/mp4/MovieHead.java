package io.tesela.mp4;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The head of a growing file as it was read, see {@link Mp4Head}.
 *
 * @param timescale ticks per second of the movie
 * @param mvhd whole box
 * @param tracks track 1 first; not empty
 */
record MovieHead(int timescale, ByteBuffer mvhd, List<TrackHead> tracks) {
    private static final int MVHD_BYTES = 120;
    private static final int TKHD_BYTES = 104;
    private static final int MDHD_BYTES = 44;

    MovieHead {
        tracks = List.copyOf(tracks);
    }

    /** @throws Mp4FormatException if it is not a moov as {@link Mp4Head} writes it */
    static MovieHead decode(Box moov) throws Mp4FormatException {
        moov.child("mvex"); // tells the head of a growing file from the moov of a regular one
        ByteBuffer mvhd = checkBytes(moov.child("mvhd").whole(), MVHD_BYTES);
        List<TrackHead> tracks = TrackHead.decodeAll(moov);
        for (TrackHead track : tracks) {
            checkBytes(track.tkhd(), TKHD_BYTES);
            checkBytes(track.mdhd(), MDHD_BYTES);
            checkPositive(track.timescale());
            checkMediaTime(track.mediaTime());
        }
        int timescale = mvhd.getInt(Box.HEADER_BYTES + TrackHead.TIMESCALE_OFFSET);
        checkPositive(timescale);
        return new MovieHead(timescale, mvhd, tracks);
    }

    /** Returns a duration of {@code track} in movie ticks, rounded to the nearest where the movie has no such ticks. */
    long movieTicks(long trackTicks, TrackHead track) {
        long from = track.timescale();
        // Split, since a long job's ticks times a timescale would overflow.
        return trackTicks / from * timescale + (trackTicks % from * timescale + from / 2) / from;
    }

    private static ByteBuffer checkBytes(ByteBuffer box, int bytes) throws Mp4FormatException {
        if (box.remaining() != bytes) {
            throw new Mp4FormatException(Box.typeOf(box) + " bytes: " + box.remaining() + " (expected: " + bytes + ")");
        }
        return box;
    }

    private static void checkPositive(int timescale) throws Mp4FormatException {
        if (timescale <= 0) {
            throw new Mp4FormatException("timescale: " + timescale + " (expected: > 0)");
        }
    }

    private static void checkMediaTime(long mediaTime) throws Mp4FormatException {
        if (mediaTime < 0 || mediaTime > Checks.MAX_TICKS) {
            throw new Mp4FormatException("media time: " + mediaTime + " (expected: 0..2^62)");
        }
    }
}
