package io.tesela.mp4;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks a growing, cut or finished file from fragment to fragment without reading any sample.
 *
 * <p>Memory: one moof at a time, besides the sample tables. Threads: one at a time; blocks on the disk.
 */
final class FileScan {
    /** A head is about 700 bytes; the bound keeps a strange file from taking memory. */
    private static final int MAX_HEAD_MOOV_BYTES = 1 << 20;

    /** Room for 4 million frames in one segment. */
    private static final int MAX_MOOF_BYTES = 1 << 26;

    private final FileChannel file;
    private final long fileBytes;
    private final MovieHead movie;
    private final List<SampleTable> tables = new ArrayList<>();
    private final List<Fragments.Fragment> fragments = new ArrayList<>();
    private final long headBytes;
    private long end;

    private FileScan(FileChannel file, long fileBytes) throws IOException {
        this.file = file;
        this.fileBytes = fileBytes;
        checkStart();
        long moovBytes = fileBytes < Mp4Head.MOOV_OFFSET + Box.HEADER_BYTES
                ? Long.MAX_VALUE
                : Box.sizeOf(read(Mp4Head.MOOV_OFFSET, Box.HEADER_BYTES));
        if (moovBytes > Math.min(MAX_HEAD_MOOV_BYTES, fileBytes - Mp4Head.MOOV_OFFSET)) {
            throw new Mp4FormatException("the file ends inside its head, at " + fileBytes);
        }
        if (moovBytes < Box.HEADER_BYTES) {
            throw new Mp4FormatException("box of " + moovBytes + " bytes at " + Mp4Head.MOOV_OFFSET + " is not ours");
        }
        Box moov = Box.parse(read(Mp4Head.MOOV_OFFSET, (int) moovBytes)).get(0);
        this.movie = MovieHead.decode(moov);
        this.headBytes = Mp4Head.MOOV_OFFSET + moovBytes;
        this.end = headBytes;
        if (movie.tracks().isEmpty()) {
            throw new Mp4FormatException("the head names no track (expected: that of the video)");
        }
        movie.tracks().forEach(track -> tables.add(new SampleTable()));
    }

    /**
     * Returns what a file holds up to its last whole fragment.
     *
     * @throws Mp4FormatException if it is not ours, lacks a fragment in between, or ends inside its head
     */
    static FileScan of(FileChannel file) throws IOException {
        return of(file, file.size());
    }

    /** As {@link #of(FileChannel)}, of a file of which only the leading bytes count. */
    static FileScan of(FileChannel file, long bytes) throws IOException {
        FileScan scan = new FileScan(file, bytes);
        boolean more = true;
        while (more) {
            more = scan.takeFragment();
        }
        return scan;
    }

    MovieHead movie() {
        return movie;
    }

    /** Returns the samples of each track. */
    List<SampleTable> tables() {
        return List.copyOf(tables);
    }

    /** Returns where the first fragment begins. */
    long headBytes() {
        return headBytes;
    }

    /** Returns where the whole fragments are. */
    List<Fragments.Fragment> fragments() {
        return List.copyOf(fragments);
    }

    /** Returns where the last whole fragment ends; what follows is a cut one or an index. */
    long end() {
        return end;
    }

    /** Returns whether the file has exactly these bytes there. */
    boolean has(ByteBuffer expected, long offset) throws IOException {
        return fileBytes - offset >= expected.remaining()
                && read(offset, expected.remaining()).equals(expected);
    }

    private void checkStart() throws IOException {
        boolean growing = has(Mp4Head.growingPatch(), Mp4Head.PATCH_OFFSET);
        boolean finished = has(Mp4Head.finishedPatchPrefix().toBuffer(), Mp4Head.PATCH_OFFSET);
        if (!has(Mp4Head.fileType(), 0) || !(growing || finished)) {
            throw new Mp4FormatException("the file does not start as ours do, or is shorter: " + fileBytes + " bytes");
        }
    }

    /** Takes the fragment at {@link #end} and returns true, or false if no whole one is there. */
    private boolean takeFragment() throws IOException {
        long rest = fileBytes - end;
        if (rest < Box.HEADER_BYTES) {
            return false;
        }
        ByteBuffer start = read(end, Box.HEADER_BYTES);
        long moofBytes = Box.sizeOf(start);
        String type = Box.typeOf(start);
        if (type.equals("moov")) {
            return false;
        }
        if (!type.equals("moof") || moofBytes < Box.HEADER_BYTES || moofBytes > MAX_MOOF_BYTES) {
            throw new Mp4FormatException("box '" + type + "' of " + moofBytes + " bytes at " + end + " is not ours");
        }
        if (rest < moofBytes + Box.HEADER_BYTES) {
            return false;
        }
        FragmentHeader header = FragmentHeader.decode(read(end, (int) moofBytes));
        ByteBuffer mdat = read(end + moofBytes, Box.HEADER_BYTES);
        long mdatBytes = Box.HEADER_BYTES + header.dataBytes();
        if (!Box.typeOf(mdat).equals("mdat") || Box.sizeOf(mdat) != mdatBytes) {
            throw new Mp4FormatException("the fragment at " + end + " has no mdat of " + mdatBytes + " bytes");
        }
        if (rest < moofBytes + mdatBytes) {
            return false;
        }
        long frames = tables.get(0).samples();
        add(header, end + moofBytes + Box.HEADER_BYTES);
        fragments.add(
                new Fragments.Fragment(frames, (int) (tables.get(0).samples() - frames), end, moofBytes + mdatBytes));
        end += moofBytes + mdatBytes;
        return true;
    }

    private void add(FragmentHeader header, long dataOffset) throws Mp4FormatException {
        int number = fragments.size() + 1;
        if (header.sequence() != number) {
            throw new Mp4FormatException("fragment: " + header.sequence() + " at " + end + " (expected: " + number
                    + ", one segment after another)");
        }
        long offset = dataOffset;
        for (TrackRun run : header.runs()) {
            if (run.trackId() < 1 || run.trackId() > tables.size()) {
                throw new Mp4FormatException("track: " + run.trackId() + " (expected: 1.." + tables.size() + ")");
            }
            tables.get(run.trackId() - 1).add(run, offset);
            offset += run.dataBytes();
        }
    }

    private ByteBuffer read(long offset, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("file bytes: " + (offset + bytes.position()) + " (expected: " + fileBytes + ")");
            }
        }
        return bytes.flip();
    }
}
