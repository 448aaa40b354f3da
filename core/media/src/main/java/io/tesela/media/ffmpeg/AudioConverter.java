package io.tesela.media.ffmpeg;

import io.tesela.domain.audio.AudioPacket;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Makes of the packets of an audio track those that the output holds.
 *
 * <p><b>Order:</b> that of the file; timestamps in samples. <b>Threads:</b> one at a time. <b>Ownership:</b> packets stay
 * the caller's.
 */
interface AudioConverter extends AutoCloseable {
    /** Returns FFmpeg's name of the codec of the output. */
    String codec();

    /** Returns the samples per second of the output, which its timestamps count. */
    int sampleRate();

    /** Returns by how much the first packet is likely to come before the first sound, in samples. */
    int padding();

    /** Returns the output's entry of {@code stsd}; empty while it is to be found out from packets. */
    Optional<byte[]> sampleEntry();

    /** Takes a packet of the track; returns those of the output that are ready. */
    List<AudioPacket> take(AVPacket packet);

    /** Says that there are no more; returns what was held back. */
    List<AudioPacket> finish();

    /** Returns how many packets so far could not be taken, or were damaged. */
    long errors();

    @Override
    void close();
}
