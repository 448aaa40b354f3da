package io.tesela.assembler.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import io.tesela.assembler.join.ComposedFrame;
import io.tesela.assembler.join.JoinedFrame;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.FoundRun;
import io.tesela.domain.report.LatencyHistogram;
import io.tesela.domain.report.ProcessorShare;
import io.tesela.domain.report.TileCounts;
import io.tesela.domain.report.TileLoads;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.record.ResultRecord.TileResult;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SegmentLedgerTest {
    private final MadeJob job = new MadeJob("job-1", MadeJob.Shape.of(3, 3, 4), 1);
    private final MadeJob fine =
            new MadeJob("job-fine", new MadeJob.Shape("invert", new TileGrid(64, 64), 128, 128, 2, 2, 4), 1);
    private final SegmentLedger ledger = new SegmentLedger();

    @Test
    void add_tilesOfEveryKind_areCountedAndShared() {
        // When
        ledger.add(
                frame(
                        job,
                        0,
                        List.of(job.filtered(0, 0), job.filtered(0, 1), job.failed(0, 2, 4), job.filtered(0, 3)),
                        5),
                40);
        ledger.add(
                frame(
                        job,
                        1,
                        List.of(job.filtered(1, 0), job.filled(1, 1, 2), job.filtered(1, 2), job.filtered(1, 3)),
                        0),
                1010);

        // Then: the original pixels that ingest sends are no work of a processor
        assertThat(ledger.counts()).isEqualTo(new TileCounts(8, 0, 2, 1, 5));
        assertThat(ledger.degraded())
                .containsExactly(
                        new DegradedTile(0, 2, "reason FAILED", 4), new DegradedTile(1, 1, "reason FILLED", 2));
        assertThat(ledger.processors())
                .extracting(ProcessorShare::id, ProcessorShare::tiles, ProcessorShare::latency)
                .containsExactly(tuple("p0", 4L, of(4, 700)), tuple("p1", 3L, of(3, 700)));
        assertThat(ledger.processors()).allSatisfy(share -> {
            assertThat(share.use().cpuPercent()).contains(50.0);
            assertThat(share.use().peakRss()).hasValue(2000);
        });
        assertThat(ledger.latency())
                .isEqualTo(LatencyHistogram.EMPTY.with(40_000).with(10_000));
        assertThat(ledger.frameCrc32c()).hasSize(2);
        assertThat(ledger.tileLoads())
                .isEqualTo(
                        new TileLoads(List.of(1400L, 700L, 700L, 1400L), List.of(2L, 1L, 1L, 2L), List.of(0L, 1L, 1L)));
    }

    /** On the fourth frame nobody could look: its tile is its original pixels. */
    @Test
    void add_framesOnWhichSomethingWasFound_makesRuns() {
        MadeJob whole = new MadeJob("job-whole", new MadeJob.Shape("faces", TileGrid.WHOLE, 64, 48, 6, 2, 4), 1);
        for (int frame = 0; frame < 6; frame++) {
            TileResult tile = frame == 3
                    ? whole.failed(frame, 0, 4)
                    : MadeJob.finding(whole.filtered(frame, 0), Map.of("faces", frame < 2 ? 1 : 2));
            ledger.add(frame(whole, frame, List.of(tile), 0), frame);
        }

        assertThat(ledger.found())
                .containsExactly(
                        new FoundRun("faces", 0, 2, 1), new FoundRun("faces", 2, 1, 2), new FoundRun("faces", 4, 2, 2));
    }

    @Test
    void add_aFrameOfThousandsOfTiles_copiesNothingForEach() {
        // Given
        List<TileResult> tiles = IntStream.range(0, fine.tiles())
                .mapToObj(tile -> fine.filtered(0, tile))
                .toList();
        ComposedFrame frame = frame(fine, 0, tiles, 0);
        ledger.add(frame, 1);

        // When
        long before = allocatedBytes();
        ledger.add(frame, 2);
        long allocated = allocatedBytes() - before;

        // Then: the checksum of the frame takes a few kilobytes
        assertThat(allocated / tiles.size()).isLessThan(64);
        assertThat(ledger.counts().total()).isEqualTo(2 * 4096);
    }

    @Test
    void add_moreDegradedTilesThanAReceiptNames_countsThemAll() {
        List<TileResult> tiles = IntStream.range(0, fine.tiles())
                .mapToObj(tile -> fine.failed(0, tile, 4))
                .toList();

        ledger.add(frame(fine, 0, tiles, 0), 1);

        assertThat(ledger.degraded()).hasSize(2000);
        assertThat(ledger.counts().degraded()).isEqualTo(4096);
    }

    private static ComposedFrame frame(MadeJob of, long index, List<TileResult> tiles, long duplicates) {
        return new ComposedFrame(new JoinedFrame(of.manifest(index), tiles, duplicates), of.original(index));
    }

    private static LatencyHistogram of(int count, long micros) {
        LatencyHistogram histogram = LatencyHistogram.EMPTY;
        for (int i = 0; i < count; i++) {
            histogram = histogram.with(micros);
        }
        return histogram;
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
