package io.tesela.assembler.encode;

import io.tesela.domain.report.SegmentReceipt;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A segment as it goes into the file.
 *
 * @param bytes of the segment; the first one of a job begins with the head of the file
 * @param receipt what is said of it
 * @param nextFrame first frame after it
 * @param firstPts pts of the job's first frame, and right after that frame
 * @param lastPts the last pts of the job so far, as many as the encoder reorders at most
 */
public record MuxedSegment(
        ByteBuffer bytes, SegmentReceipt receipt, long nextFrame, List<Long> firstPts, List<Long> lastPts) {
    public MuxedSegment {
        bytes = bytes.asReadOnlyBuffer();
        firstPts = List.copyOf(firstPts);
        lastPts = List.copyOf(lastPts);
    }

    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }
}
