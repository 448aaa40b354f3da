package io.tesela.standalone.verify;

import io.tesela.domain.audio.AudioPacket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The audio of one file, as far as it has been read: enough to tell two apart, however long they are.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class AudioRead {
    private final CRC32C times = new CRC32C();
    private final CRC32C bytes = new CRC32C();
    private long packets;

    /** What two files with the same audio have in common. */
    record Sum(long packets, long timesCrc32c, long bytesCrc32c) {
        /** Returns whether another has as many packets that begin to sound at the same times. */
        boolean sameTimes(Sum other) {
            return packets == other.packets && timesCrc32c == other.timesCrc32c;
        }
    }

    /** Adds the next packets. */
    void add(List<AudioPacket> read) {
        ByteBuffer time = ByteBuffer.allocate(Long.BYTES);
        for (AudioPacket packet : read) {
            packets++;
            times.update(time.clear().putLong(packet.pts()).flip());
            bytes.update(packet.bytes());
        }
    }

    Sum sum() {
        return new Sum(packets, times.getValue(), bytes.getValue());
    }
}
