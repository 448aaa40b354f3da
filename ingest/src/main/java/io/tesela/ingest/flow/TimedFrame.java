package io.tesela.ingest.flow;

import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.kafka.record.ResultRecord.Position;
import java.util.List;

/**
 * A decoded frame whose place in the output is known.
 *
 * @param newestFirst its pixels, then those of the frames before it that filters look back at
 * @param segment output segment, 0-based
 * @param decodedAtMs milliseconds since 1970
 * @param audio that goes along
 */
public record TimedFrame(
        List<PixelBuffer> newestFirst,
        FrameTiming timing,
        int segment,
        Position position,
        long decodedAtMs,
        List<AudioPacket> audio) {
    public TimedFrame {
        newestFirst = List.copyOf(newestFirst);
        audio = List.copyOf(audio);
    }
}
