package io.tesela.bench.fuzz;

import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.FoundRun;
import io.tesela.domain.report.JobReport;
import io.tesela.domain.report.JobReport.Fidelity;
import io.tesela.domain.report.JobReport.FlowSummary;
import io.tesela.domain.report.JobReport.FrameCounts;
import io.tesela.domain.report.JobReport.MediaSummary;
import io.tesela.domain.report.JobReport.ProcessorSummary;
import io.tesela.domain.report.JobReport.QueueDepth;
import io.tesela.domain.report.JobReport.TileSummary;
import io.tesela.wire.ReportJson;
import java.util.List;
import java.util.Map;

/** A report with something in every field. */
final class FuzzReport {
    private FuzzReport() {}

    /** Returns it as a server sends it. */
    static byte[] sample() {
        MediaSummary media = new MediaSummary(
                "mp4",
                "h264",
                960,
                540,
                150,
                5.005,
                29.97,
                0,
                "1:1",
                "yuv420p",
                "tv, bt709, bt709, bt709",
                "aac",
                1_128_375,
                "0123456789abcdef".repeat(4));
        return ReportJson.write(new JobReport(
                "7f3a",
                false,
                "out.mp4",
                "canny:50:150,faces",
                List.of(3, 3),
                List.of(1, 1),
                29.97,
                41.5,
                300.5,
                600.25,
                700,
                2,
                3.6,
                media,
                media,
                new FrameCounts(150, 150, 1, 0),
                new TileSummary(150, 2, 1.3, 1, 1, 1),
                List.of(new DegradedTile(41, 0, "the filter failed", 4)),
                List.of(new FoundRun("faces", 0, 150, 1)),
                0,
                new FlowSummary(
                        16, 1 << 24, 120, Map.of("tiles", new QueueDepth(3.5, 9)), "filter-bound: one sentence"),
                List.of(new ProcessorSummary("processor-1", 150, 4.5, 9, 97.0, 1L << 29)),
                new Fidelity(List.of("video"), List.of("rotation applied"), List.of("audio aac")),
                "out.frame_crc32c"));
    }
}
