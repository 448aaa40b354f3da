package io.tesela.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes a regular, indexed MP4 of a file that grew by segments, in place.
 *
 * <pre>
 * growing     ftyp  free     moov  moof mdat  moof mdat  [part of a fragment]
 * finished    ftyp  mdat[    moov  moof mdat  moof mdat]  moov
 * </pre>
 *
 * <p>What is written follows from the whole fragments alone, so every copy of the same fragments ends as the same bytes,
 * however often it is finished or cut and finished again: a cut tail is dropped, the index is appended and synced, and
 * only then do 16 bytes at offset 36 hide everything before it. A crash in between leaves a file that still plays as it
 * did while it grew.
 *
 * <p>Threads: any; one for a file at a time; blocks on the disk. Ownership: a channel stays open and its position where
 * it is. Errors: {@link Mp4FormatException} leaves the file as it was; after any other IOException finish it again.
 */
public final class Mp4Finisher {
    private Mp4Finisher() {}

    /**
     * Finishes {@code file}; does nothing to one that is finished.
     *
     * @throws Mp4FormatException if it is not ours, lacks a segment in between, or ends before its first segment starts
     */
    public static FinishedMp4 finish(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return finish(channel);
        }
    }

    /** Finishes the file behind {@code channel}, which is open for reading and writing; see {@link #finish(Path)}. */
    public static FinishedMp4 finish(FileChannel channel) throws IOException {
        FileScan scan = FileScan.of(channel);
        SampleTable video = scan.tables().get(0);
        TrackHead track = scan.movie().tracks().get(0);
        ByteBuffer moov = FinalMoov.encode(scan.movie(), scan.tables());
        FinishedMp4 finished = new FinishedMp4(
                video.samples(),
                video.edit(track.mediaTime()).durationTicks(),
                track.timescale(),
                scan.end() + moov.remaining());
        appendIndex(channel, scan, moov);
        hideFragments(channel, scan);
        return finished;
    }

    /**
     * Returns the bytes that the file behind {@code channel} will have when it is finished; changes nothing.
     *
     * @throws Mp4FormatException as {@link #finish(Path)}
     */
    public static FinishedBytes finished(FileChannel channel) throws IOException {
        FileScan scan = FileScan.of(channel);
        return new FinishedBytes(
                channel, scan.end(), Mp4Head.finishedPatch(scan.end()), FinalMoov.encode(scan.movie(), scan.tables()));
    }

    /**
     * Drops the part of a fragment at the end of {@code file}, if there is one, and leaves it fragmented: some players take what is cut for
     * damage. Does nothing to one that is finished. Returns whether a whole fragment is left.
     *
     * @throws Mp4FormatException as {@link #finish(Path)}
     */
    public static boolean cutTail(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return cutTail(channel);
        }
    }

    /** Does so with the file behind {@code channel}, which is open for reading and writing; see {@link #cutTail(Path)}. */
    public static boolean cutTail(FileChannel channel) throws IOException {
        FileScan scan = FileScan.of(channel);
        if (!scan.has(Mp4Head.finishedPatch(scan.end()), Mp4Head.PATCH_OFFSET)) {
            channel.truncate(scan.end());
        }
        return scan.tables().get(0).samples() > 0;
    }

    private static void appendIndex(FileChannel channel, FileScan scan, ByteBuffer moov) throws IOException {
        if (channel.size() != scan.end() + moov.remaining() || !scan.has(moov, scan.end())) {
            channel.truncate(scan.end());
            write(channel, moov, scan.end());
        }
    }

    private static void hideFragments(FileChannel channel, FileScan scan) throws IOException {
        ByteBuffer patch = Mp4Head.finishedPatch(scan.end());
        if (!scan.has(patch, Mp4Head.PATCH_OFFSET)) {
            // The index first, wherever it came from: hidden fragments without it would be no video at all.
            channel.force(true);
            write(channel, patch, Mp4Head.PATCH_OFFSET);
        }
        channel.force(true);
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }
}
