package io.tesela.mp4;

import java.nio.ByteBuffer;

/**
 * What the head of a file says about one track; the track's number is its place in the list, from 1.
 *
 * <p>Track 1 is the video. The movie's timescale is a multiple of every track's where that is possible, since an edit list counts in movie ticks and would
 * round otherwise.
 */
public sealed interface Track permits VideoTrack, AudioTrack {
    /** Returns the ticks per second of the track's timestamps. */
    int timescale();

    /** Returns the one entry of {@code stsd}, a whole box, read-only. */
    ByteBuffer sampleEntry();

    /**
     * Returns the composition time, in ticks, that is shown at presentation time 0 while the file grows
     * ({@code elst.media_time}).
     */
    long mediaTime();
}
