package io.tesela.client.upload;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the video being sent, from the first to the last.
 *
 * <p><b>Threads:</b> {@link #read} one at a time, blocks; the rest any. Not a channel: an interrupt, which is how Reactor cancels,
 * would close one.
 *
 * <p><b>Errors:</b> {@link java.io.UncheckedIOException} with a sentence.
 */
sealed interface VideoSource extends AutoCloseable permits RegularVideo, StreamedVideo, NoVideo {
    /**
     * Opens a video.
     *
     * @param kept whether what was read may be asked for again, until it is confirmed
     */
    static VideoSource open(UploadSource source, boolean kept) {
        if (source instanceof UploadSource.Nothing || source instanceof UploadSource.AtServer) {
            return new NoVideo();
        }
        if (source instanceof UploadSource.FromStream stream) {
            return StreamedVideo.of(stream, kept);
        }
        Path path = ((UploadSource.FromFile) source).path();
        return Files.isRegularFile(path) ? RegularVideo.open(path) : StreamedVideo.of(path, kept);
    }

    /** Returns how many bytes there are, null if only the end will tell. */
    @Nullable
    Long size();

    /**
     * Returns the next bytes, none only at the end.
     *
     * @param max most bytes wanted; 0 or more
     */
    ByteBuffer read(int max);

    /** Has the next read begin at {@code offset}, which is not below what was confirmed, nor beyond what was read. */
    void seek(long offset);

    /** Notes that nobody will ask for the bytes below {@code offset} again. */
    void confirmed(long offset);

    /** Returns up to where may be read before more is confirmed. */
    long limit();

    /** Gives back what was opened, also while a read blocks, which may then go on blocking. */
    @Override
    void close();
}
