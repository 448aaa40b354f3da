package io.tesela.mp4;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * Where the frames of a file lie that grows by fragments, as far as those are whole.
 *
 * <p>Memory: some bytes a fragment. Threads: any; reading blocks on the disk. Ownership: the channel stays the caller's.
 */
public final class Fragments {
    private final FileChannel file;
    private final long headBytes;
    private final List<Fragment> all;

    private Fragments(FileChannel file, FileScan scan) {
        this.file = file;
        this.headBytes = scan.headBytes();
        this.all = scan.fragments();
    }

    /**
     * A fragment, which can be decoded without any other.
     *
     * @param firstFrame in presentation order, from 0
     * @param frames how many it has
     * @param offset of its first byte in the file
     * @param bytes how many
     */
    public record Fragment(long firstFrame, int frames, long offset, long bytes) {}

    /**
     * Looks through a file, without reading any sample; meanwhile holds the tables of all samples.
     *
     * @param bytes leading ones that count: what follows may still change
     * @throws Mp4FormatException if it is not ours, or ends inside its head
     */
    public static Fragments of(FileChannel file, long bytes) throws IOException {
        return new Fragments(file, FileScan.of(file, bytes));
    }

    /** Returns all that are whole, in their order; those without a frame, which hold audio alone, too. */
    public List<Fragment> all() {
        return all;
    }

    /** Returns how many frames there are. */
    public long frames() {
        return all.isEmpty()
                ? 0
                : all.get(all.size() - 1).firstFrame() + all.get(all.size() - 1).frames();
    }

    /**
     * Returns the fragment that holds a frame.
     *
     * @param frame 0 to below {@link #frames}
     */
    public Fragment of(long frame) {
        return all.stream()
                .filter(fragment -> frame < fragment.firstFrame() + fragment.frames())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("frame: " + frame + " (expected: below " + frames() + ")"));
    }

    /** Returns a file that holds this fragment alone, and begins in time where it does; takes its bytes on the heap. */
    public byte[] alone(Fragment fragment) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(headBytes + fragment.bytes()));
        read(bytes.limit((int) headBytes), 0);
        read(bytes.limit(bytes.capacity()), fragment.offset());
        return bytes.array();
    }

    private void read(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            int count = file.read(bytes, at);
            if (count < 0) {
                throw new EOFException("file bytes: " + at + " (expected: " + bytes.remaining() + " more)");
            }
            at += count;
        }
    }
}
