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
sealed interface VideoSource extends AutoCloseable permits RegularVideo, StreamedVideo {
    static VideoSource open(UploadSource source) {
        if (source instanceof UploadSource.FromStream stream) {
            return StreamedVideo.of(stream);
        }
        Path path = ((UploadSource.FromFile) source).path();
        return Files.isRegularFile(path) ? RegularVideo.open(path) : StreamedVideo.of(path);
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

    /** Gives back what was opened, also while a read blocks, which may then go on blocking. */
    @Override
    void close();
}
