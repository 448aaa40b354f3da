package io.tesela.testkit;

import io.tesela.domain.job.JobId;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.FoundRun;
import io.tesela.domain.report.LatencyHistogram;
import io.tesela.domain.report.ProcessSample;
import io.tesela.domain.report.ProcessUse;
import io.tesela.domain.report.ProcessorShare;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.domain.report.TileCounts;
import io.tesela.domain.report.TileLoads;
import java.util.List;

/** Receipts with something in every field, always the same: golden bytes are made of them. */
public final class SampleReceipts {
    private SampleReceipts() {}

    /** Returns the receipt of one segment of a job. */
    public static SegmentReceipt receipt(JobId job) {
        return new SegmentReceipt(
                job,
                2,
                1,
                true,
                9,
                -1,
                48,
                List.of(1, -2),
                96096,
                new TileCounts(12, 1, 1, 1, 0),
                List.of(new DegradedTile(49, 3, "it failed", 4)),
                LatencyHistogram.EMPTY.with(1000),
                List.of(new ProcessorShare(
                        "p-1", 12, LatencyHistogram.EMPTY.with(7), ProcessUse.of(new ProcessSample(1, 2, 3, 4)))),
                List.of(new FoundRun("faces", 48, 2, 1)),
                new TileLoads(List.of(5L, 7L), List.of(1L, 1L), List.of(0L, 0L, 1L)),
                "libx264");
    }
}
