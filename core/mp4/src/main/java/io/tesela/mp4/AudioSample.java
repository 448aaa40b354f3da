package io.tesela.mp4;

import java.nio.ByteBuffer;

/**
 * One encoded packet of audio as the file stores it.
 *
 * <p>Ownership: the bytes are not copied; they must not change until the packet has been written.
 *
 * @param bytes not empty
 * @param pts presentation timestamp, in the track's ticks; may be negative by as much as the track's priming
 * @param durationTicks how long it sounds; 1..2^32-1
 */
public record AudioSample(ByteBuffer bytes, long pts, long durationTicks) {
    public AudioSample {
        Checks.that(bytes.hasRemaining(), "bytes", bytes.remaining(), "> 0");
        Checks.that(
                durationTicks > 0 && durationTicks <= Checks.MAX_U32, "durationTicks", durationTicks, "1..4294967295");
        bytes = bytes.slice().asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }
}
