package io.tesela.mp4;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Builds the index that makes a regular MP4 of a growing one, from its head and its sample tables.
 *
 * <pre>
 * moov    mvhd      as in the head, with the duration of the longest track
 *         trak...   tkhd      as in the head, with the duration of the edits
 *                   edts      elst version 1: [u64 empty ticks, i64 -1, u32 1.0,]
 *                                             u64 duration, i64 media_time, u32 1.0;      none without samples
 *                   mdia      mdhd      as in the head, with a duration
 *                             hdlr      as in the head
 *                             minf      vmhd|smhd, dinf as in the head
 *                                       stbl{stsd as in the head, stts [ctts] [stss] stsc stsz stco|co64}
 * </pre>
 *
 * <p>Durations in mvhd, tkhd and elst are in movie ticks, media_time and mdhd in those of the track. ctts is left out
 * when all offsets are 0, stss when all samples are keyframes; co64 is used when the last offset needs it.
 *
 * <p>Source: ISO/IEC 14496-12, 8.2 to 8.7.
 */
final class FinalMoov {
    private static final int FIXED_16_16_ONE = 0x0001_0000;
    private static final int MVHD_DURATION_OFFSET = Box.HEADER_BYTES + 24;
    private static final int TKHD_DURATION_OFFSET = Box.HEADER_BYTES + 28;
    private static final int MDHD_DURATION_OFFSET = Box.HEADER_BYTES + 24;

    private final BoxWriter out = new BoxWriter();
    private final MovieHead movie;

    private FinalMoov(MovieHead movie) {
        this.movie = movie;
    }

    /**
     * Returns the final moov, ready to be read.
     *
     * @param tables one for each track of {@code movie}, in order
     */
    static ByteBuffer encode(MovieHead movie, List<SampleTable> tables) {
        return new FinalMoov(movie).encode(tables);
    }

    private ByteBuffer encode(List<SampleTable> tables) {
        long duration = 0;
        for (int i = 0; i < tables.size(); i++) {
            duration = Math.max(duration, shownTicks(movie.tracks().get(i), tables.get(i)));
        }
        ByteBuffer mvhd = patched(movie.mvhd(), MVHD_DURATION_OFFSET, duration);
        out.box("moov", () -> {
            out.bytes(mvhd);
            for (int i = 0; i < tables.size(); i++) {
                track(movie.tracks().get(i), tables.get(i));
            }
        });
        return out.toBuffer();
    }

    private void track(TrackHead head, SampleTable table) {
        out.box("trak", () -> {
            out.bytes(patched(head.tkhd(), TKHD_DURATION_OFFSET, shownTicks(head, table)));
            if (!table.isEmpty()) {
                editList(head, table.edit(head.mediaTime()));
            }
            out.box("mdia", () -> {
                out.bytes(patched(head.mdhd(), MDHD_DURATION_OFFSET, table.mediaDuration()));
                out.bytes(head.hdlr());
                out.box("minf", () -> {
                    out.bytes(head.mediaHeader()).bytes(head.dinf());
                    out.box("stbl", () -> {
                        out.bytes(head.stsd());
                        table.writeTo(out);
                    });
                });
            });
        });
    }

    private void editList(TrackHead head, Edit edit) {
        out.box(
                "edts",
                () -> out.fullBox("elst", 1, 0, () -> {
                    boolean startsLater = edit.emptyTicks() > 0;
                    out.u32(startsLater ? 2 : 1);
                    if (startsLater) {
                        out.u64(movie.movieTicks(edit.emptyTicks(), head))
                                .u64(-1)
                                .u32(FIXED_16_16_ONE);
                    }
                    out.u64(movie.movieTicks(edit.durationTicks(), head))
                            .u64(edit.mediaTime())
                            .u32(FIXED_16_16_ONE);
                }));
    }

    /** Returns the sum of the edits of a track, in movie ticks. */
    private long shownTicks(TrackHead head, SampleTable table) {
        Edit edit = table.edit(head.mediaTime());
        return movie.movieTicks(edit.emptyTicks(), head) + movie.movieTicks(edit.durationTicks(), head);
    }

    private static ByteBuffer patched(ByteBuffer box, int offset, long value) {
        ByteBuffer copy = ByteBuffer.allocate(box.remaining()).put(box.duplicate());
        return copy.putLong(offset, value).flip();
    }
}
