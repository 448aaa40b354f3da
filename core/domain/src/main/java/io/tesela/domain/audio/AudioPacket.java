package io.tesela.domain.audio;

import java.util.Arrays;

/**
 * One encoded packet of audio, as an MP4 stores it.
 *
 * <p>Ownership: wraps the array it is given and hands it out without a copy; nobody writes to it.
 */
public final class AudioPacket {
    private final byte[] bytes;
    private final long pts;
    private final int duration;

    /**
     * @param bytes not empty
     * @param pts in ticks of its track; below 0 by the track's priming at most
     * @param duration how long it sounds, in ticks; above 0
     */
    public AudioPacket(byte[] bytes, long pts, int duration) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("bytes: 0 (expected: > 0)");
        }
        if (duration < 1) {
            throw new IllegalArgumentException("duration: " + duration + " (expected: > 0)");
        }
        this.bytes = bytes;
        this.pts = pts;
        this.duration = duration;
    }

    /** Returns the packet; the array itself. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns when it begins to sound, in ticks of its track. */
    public long pts() {
        return pts;
    }

    /** Returns how long it sounds, in ticks. */
    public int duration() {
        return duration;
    }

    /** Returns when it has sounded, in ticks. */
    public long end() {
        return pts + duration;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AudioPacket that
                && pts == that.pts
                && duration == that.duration
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(pts) + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "pts " + pts + ", " + bytes.length + " bytes";
    }
}
