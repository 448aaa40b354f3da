package io.tesela.mp4;

import java.nio.ByteBuffer;

/**
 * One encoded frame as the file stores it.
 *
 * <p>Ownership: the bytes are not copied; they must not change until the sample has been written.
 *
 * @param bytes units with length prefixes, see {@link AnnexB#toLengthPrefixed}; not empty
 * @param pts presentation timestamp, in the track's ticks
 * @param keyframe whether decoding can start here
 */
public record VideoSample(ByteBuffer bytes, long pts, boolean keyframe) {
    public VideoSample {
        Checks.that(bytes.hasRemaining(), "bytes", bytes.remaining(), "> 0");
        bytes = bytes.slice().asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }
}
