package io.tesela.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A complete file.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds nothing.
 *   <li><b>Threads:</b> one reads, any closes; blocks on the disk.
 *   <li><b>Ownership:</b> closes the file it has opened.
 * </ul>
 */
public final class FileSource implements MediaSource {
    /** The longest header of a box. */
    private static final int SNIFFED_BYTES = 16;

    private final FileChannel file;
    private final boolean seekable;
    private long position;

    private FileSource(FileChannel file, boolean seekable) {
        this.file = file;
        this.seekable = seekable;
    }

    /** Opens a file to be read anywhere. */
    public static FileSource open(Path path) throws IOException {
        return new FileSource(FileChannel.open(path), true);
    }

    /**
     * Opens a file to be read as a service reads an upload of it: from its beginning to its end, and anywhere only where it
     * cannot be decoded otherwise. Whoever decodes it then meets the same packets.
     */
    public static FileSource openAsUpload(Path path) throws IOException {
        FileChannel file = FileChannel.open(path);
        try {
            return new FileSource(file, needsWholeFile(file));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = file.read(ByteBuffer.wrap(target, offset, length), position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public boolean seekable() {
        return seekable;
    }

    @Override
    public long size() {
        try {
            return file.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void seek(long target) throws IOException {
        if (!seekable) {
            throw new IOException("seek: " + target + " (expected: a source that is seekable)");
        }
        position = target;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean needsWholeFile(FileChannel file) throws IOException {
        ContainerSniffer sniffer = new ContainerSniffer();
        byte[] bytes = new byte[SNIFFED_BYTES];
        while (sniffer.verdict() instanceof ContainerSniffer.Verdict.Undecided) {
            long wanted = sniffer.wanted();
            int count = file.read(ByteBuffer.wrap(bytes), wanted);
            if (count < 0) {
                return sniffer.finish() instanceof ContainerSniffer.Verdict.NeedsWholeFile;
            }
            sniffer.offer(wanted, bytes, 0, count);
        }
        return sniffer.verdict() instanceof ContainerSniffer.Verdict.NeedsWholeFile;
    }
}
