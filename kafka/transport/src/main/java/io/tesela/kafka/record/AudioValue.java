package io.tesela.kafka.record;

import io.tesela.domain.audio.AudioPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets of audio as the value of a record; empty if there are none.
 *
 * <pre>
 * big-endian, for each packet: 8 pts, 4 duration, 4 n, above 0; then n bytes
 * </pre>
 */
final class AudioValue {
    private static final int PACKET_HEADER_BYTES = Long.BYTES + 2 * Integer.BYTES;

    private AudioValue() {}

    static byte[] encode(List<AudioPacket> packets) {
        int bytes = packets.stream()
                .mapToInt(packet -> PACKET_HEADER_BYTES + packet.bytes().length)
                .reduce(0, Math::addExact);
        ByteBuffer value = ByteBuffer.allocate(bytes);
        for (AudioPacket packet : packets) {
            value.putLong(packet.pts()).putInt(packet.duration()).putInt(packet.bytes().length);
            value.put(packet.bytes());
        }
        return value.array();
    }

    /** @throws IllegalArgumentException if it is no such value */
    static List<AudioPacket> decode(byte[] value) {
        ByteBuffer rest = ByteBuffer.wrap(value);
        List<AudioPacket> packets = new ArrayList<>();
        long before = Long.MIN_VALUE;
        while (rest.hasRemaining()) {
            Bounds.requireAtLeast("bytes of a packet", rest.remaining(), PACKET_HEADER_BYTES);
            long pts = rest.getLong();
            int duration = rest.getInt();
            int length = rest.getInt();
            Bounds.requireBetween("length of a packet", length, 1, rest.remaining());
            if (pts <= before) {
                throw new IllegalArgumentException("pts of a packet: " + pts + " (expected: above " + before + ")");
            }
            byte[] bytes = new byte[length];
            rest.get(bytes);
            packets.add(new AudioPacket(bytes, pts, duration));
            before = pts;
        }
        return packets;
    }
}
