package io.tesela.ingest.preview;

import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.BytesSource;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.Previews;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import io.tesela.mp4.Fragments;
import io.tesela.mp4.Fragments.Fragment;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/**
 * Makes pictures of an output, as far as it is there.
 *
 * <ul>
 *   <li><b>Memory:</b> the tables of all samples, one fragment, a decoder, a frame; for an animation two decoders with a fragment each, and its frames, which are small.
 *   <li><b>Threads:</b> any; blocks on the disk, and for as long as it takes to decode.
 *   <li><b>Ownership:</b> the channel stays the caller's.
 * </ul>
 */
public final class PreviewMaker {
    private final VideoDecoderFactory decoders;
    private final Previews previews;

    /** @param decoders of our own videos: they need no process of their own */
    public PreviewMaker(VideoDecoderFactory decoders, Previews previews) {
        this.decoders = decoders;
        this.previews = previews;
    }

    /**
     * Returns one frame as a JPEG; empty if it is not there.
     *
     * @param bytes leading ones of the output that count
     * @param number of the frame, from 0, as it is presented
     * @param width most pixels, 2 or more
     */
    public Optional<byte[]> jpeg(FileChannel output, long bytes, long number, int width) throws IOException {
        Fragments fragments = Fragments.of(output, bytes);
        if (number >= fragments.frames()) {
            return Optional.empty();
        }
        Fragment fragment = fragments.of(number);
        try (VideoDecoder decoder = open(fragments.alone(fragment))) {
            return frame(decoder, (int) (number - fragment.firstFrame()))
                    .map(frame -> previews.jpeg(frame.pixels(), decoder.format(), width));
        }
    }

    /**
     * Returns an animation of all of it; empty if no frame is there.
     *
     * @param bytes leading ones of the output that count
     * @param side most pixels of the longer side, 2 or more
     */
    public Optional<byte[]> gif(FileChannel output, long bytes, int side) throws IOException {
        Fragments fragments = Fragments.of(output, bytes);
        if (fragments.frames() == 0) {
            return Optional.empty();
        }
        Sampling sampling = Sampling.of(fragments);
        try (VideoDecoder first = open(fragments.alone(fragments.of(0)));
                Previews.Animation animation = previews.gif(
                        first.format(), side, sampling.period(first.format().frameRate()))) {
            for (Fragment fragment : fragments.all()) {
                add(sampling.inside(fragment), fragments, fragment, animation);
            }
            return Optional.of(animation.finish());
        }
    }

    private void add(List<Integer> wanted, Fragments fragments, Fragment fragment, Previews.Animation animation)
            throws IOException {
        if (wanted.isEmpty()) {
            return;
        }
        try (VideoDecoder decoder = open(fragments.alone(fragment))) {
            int next = 0;
            for (int index : wanted) {
                frame(decoder, index - next).ifPresent(frame -> animation.add(frame.pixels()));
                next = index + 1;
            }
        }
    }

    /** Returns the frame after so many others. */
    private static Optional<DecodedFrame> frame(VideoDecoder decoder, int others) {
        for (int i = 0; i < others; i++) {
            decoder.next(PixelLayout.LUMA);
        }
        return decoder.next(PixelLayout.I420);
    }

    private VideoDecoder open(byte[] video) {
        return decoders.open(new BytesSource(video), DecodeLimits.DEFAULT);
    }
}
