package io.tesela.ingest.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.FoundRun;
import io.tesela.domain.report.JobReport.ProcessorSummary;
import io.tesela.domain.report.JobReport.TileSummary;
import io.tesela.domain.report.LatencyHistogram;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.domain.report.TileCounts;
import io.tesela.domain.report.TileLoads;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReportFoldTest {
    @Test
    void plus_segments_addUp() {
        // When
        ReportFold fold = ReportFold.EMPTY;
        for (int segment = 0; segment < 3; segment++) {
            fold = fold.plus(OutputLog.receipt(1, segment, segment == 2, new byte[1]));
        }

        // Then
        assertThat(fold.frames()).isEqualTo(6);
        assertThat(fold.endPts()).isEqualTo(6);
        assertThat(fold.counts()).isEqualTo(new TileCounts(24, 3, 3, 0, 6));
        assertThat(fold.degraded()).extracting(DegradedTile::frame).containsExactly(0L, 2L, 4L);
        assertThat(fold.latency().count()).isEqualTo(3);
        assertThat(fold.encoder()).isEqualTo("libx264");
        assertThat(fold.tileSummary()).isEqualTo(new TileSummary(24, 3, 12.5, 3, 0, 6));
    }

    @Test
    void processorSummaries_processorsOfSeveralSegments_areMergedById() {
        // When
        ReportFold fold = ReportFold.EMPTY
                .plus(OutputLog.receipt(1, 0, false, new byte[1]))
                .plus(OutputLog.receipt(1, 1, false, new byte[1]))
                .plus(OutputLog.receipt(1, 2, true, new byte[1]));

        // Then
        assertThat(fold.processorSummaries()).extracting(ProcessorSummary::id).containsExactly("p-0", "p-1");
        assertThat(fold.processorSummaries())
                .extracting(ProcessorSummary::tiles)
                .containsExactly(16L, 8L);
        assertThat(fold.processorSummaries())
                .extracting(ProcessorSummary::cpuPercent)
                .containsExactly(16.7, null);
        assertThat(fold.processorSummaries())
                .extracting(ProcessorSummary::peakRssBytes)
                .containsExactly(5000L, 5000L);
    }

    @Test
    void tileSummary_nothingFolded_isZero() {
        assertThat(ReportFold.EMPTY.tileSummary()).isEqualTo(new TileSummary(0, 0, 0, 0, 0, 0));
        assertThat(ReportFold.EMPTY.processorSummaries()).isEmpty();
    }

    @Test
    void plus_runsOverTheEdgeOfASegment_areOne_andThoseBeyondTheMostAreCounted() {
        // When: nine frames with one face, then frames of which each has another number
        ReportFold fold = ReportFold.EMPTY
                .plus(finding(List.of(new FoundRun("faces", 0, 4, 1))))
                .plus(finding(List.of(new FoundRun("faces", 4, 5, 1))))
                .plus(finding(LongStream.range(9, 9 + ReportFold.MAX_RUNS)
                        .mapToObj(frame -> new FoundRun("faces", frame, 1, (int) (frame % 2) * 2))
                        .toList()))
                .plus(finding(List.of(new FoundRun("faces", 9 + ReportFold.MAX_RUNS, 1, 7))));

        // Then
        assertThat(fold.found()).hasSize(ReportFold.MAX_RUNS).startsWith(new FoundRun("faces", 0, 9, 1));
        assertThat(fold.foundOmitted()).isEqualTo(2);
    }

    private static SegmentReceipt finding(List<FoundRun> found) {
        return new SegmentReceipt(
                OutputLog.JOB,
                1,
                0,
                false,
                0,
                0,
                0,
                List.of(1),
                1,
                TileCounts.NONE,
                List.of(),
                LatencyHistogram.EMPTY,
                List.of(),
                found,
                TileLoads.NONE,
                "x");
    }

    @Test
    void plus_moreDegradedTilesThanAnybodyReads_countsThemAll() {
        // Given
        List<DegradedTile> many = Collections.nCopies(6_000, new DegradedTile(1, 2, "why", 3));
        SegmentReceipt receipt = new SegmentReceipt(
                OutputLog.JOB,
                1,
                0,
                false,
                0,
                0,
                0,
                List.of(1),
                1,
                new TileCounts(6_000, 0, 6_000, 0, 0),
                many,
                LatencyHistogram.EMPTY,
                List.of(),
                List.of(),
                TileLoads.NONE,
                "x");

        // When
        ReportFold fold = ReportFold.EMPTY.plus(receipt).plus(receipt);

        // Then
        assertThat(fold.degraded()).hasSize(ReportFold.MAX_DEGRADED);
        assertThat(fold.counts().degraded()).isEqualTo(12_000);
    }
}
