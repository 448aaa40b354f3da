package io.tesela.domain.report;

import io.tesela.domain.job.JobId;
import java.util.List;

/**
 * What an assembler says of one finished segment; the receipts of all segments make the report.
 *
 * @param job the job
 * @param epoch which owner of the job made it
 * @param segment 0-based
 * @param last whether the job ends with it
 * @param bytes length of the segment
 * @param crc32c of the segment's bytes
 * @param firstFrame index of its first frame
 * @param frameCrc32c CRC32C of each frame's planes as given to the encoder, in order
 * @param endPts pts right after its last frame, in the job's time base
 * @param counts what became of its tiles
 * @param degraded tiles that left as their original pixels; the first ones, where {@code counts} has more
 * @param latency from decoded to encoded, per frame
 * @param processors who filtered its tiles
 * @param found what filters found on its frames, in runs of frames with the same count
 * @param tileLoads what the tiles of the grid have cost
 * @param encoder FFmpeg's name of the encoder
 */
public record SegmentReceipt(
        JobId job,
        long epoch,
        int segment,
        boolean last,
        long bytes,
        int crc32c,
        long firstFrame,
        List<Integer> frameCrc32c,
        long endPts,
        TileCounts counts,
        List<DegradedTile> degraded,
        LatencyHistogram latency,
        List<ProcessorShare> processors,
        List<FoundRun> found,
        TileLoads tileLoads,
        String encoder) {
    public SegmentReceipt {
        frameCrc32c = List.copyOf(frameCrc32c);
        degraded = List.copyOf(degraded);
        processors = List.copyOf(processors);
        found = List.copyOf(found);
    }
}
