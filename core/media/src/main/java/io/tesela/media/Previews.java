package io.tesela.media;

import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.VideoFormat;
import java.time.Duration;

/**
 * Makes small pictures of frames, for people.
 *
 * <ul>
 *   <li><b>Threads:</b> any; each call works by itself, on the caller's thread.
 *   <li><b>Shapes:</b> as large as is asked for, or as the frame where that is less; with square pixels.
 * </ul>
 */
public interface Previews {
    /**
     * Returns a frame as a JPEG.
     *
     * @param format of the frame
     * @param width most pixels, 2 or more
     */
    byte[] jpeg(PixelBuffer frame, VideoFormat format, int width);

    /**
     * Begins an animated GIF, which its caller closes.
     *
     * @param format of its frames
     * @param side most pixels of the longer side, 2 or more: all its frames are held, four bytes a pixel
     * @param period from one frame to the next, in whole hundredths of a second
     */
    Animation gif(VideoFormat format, int side, Duration period);

    /** An animation that grows. Holds all its small frames, uncompressed, until it is finished: their colours are chosen for all of them. */
    interface Animation extends AutoCloseable {
        /** Adds the next frame. */
        void add(PixelBuffer frame);

        /** Returns all of it; there must be a frame. */
        byte[] finish();

        @Override
        void close();
    }
}
