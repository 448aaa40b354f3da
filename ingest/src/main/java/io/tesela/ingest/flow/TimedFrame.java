package io.tesela.ingest.flow;

import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.kafka.record.ResultRecord.Position;

/**
 * A decoded frame whose place in the output is known.
 *
 * @param segment output segment, 0-based
 * @param decodedAtMs milliseconds since 1970
 */
public record TimedFrame(PixelBuffer pixels, FrameTiming timing, int segment, Position position, long decodedAtMs) {}
