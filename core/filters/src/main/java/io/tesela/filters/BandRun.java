package io.tesela.filters;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.tile.PixelRect;
import io.tesela.domain.tile.TileGeometry;
import io.tesela.domain.tile.TileRegion;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Filters a tile in bands of rows, each a tile of its own for the filters: a continuous copy with as much around it as they read.
 *
 * <p><b>Threads:</b> stateless; any. Bands write to places of their own in one array.
 */
record BandRun(PlaneRun planes) {
    /** What travelled of a tile: as many haloed regions as frames, the newest first, the planes of each one after the other. */
    static final class Travelled {
        private final byte[] samples;
        private final int frames;

        Travelled(byte[] samples, int frames) {
            this.samples = samples;
            this.frames = frames;
        }

        /** Returns rows of each frame, as they lie one after the other; {@code from} is where the first one's begin. */
        private List<Mat> rows(int from, PixelRect rows) {
            int each = samples.length / frames;
            return OpenCv.planes(
                    frames, frame -> OpenCv.plane(samples, frame * each + from, rows.width(), rows.height()));
        }
    }

    /** Returns the work of a {@link ChainPlan#divisible} plan. */
    TileWork divide(ChainPlan plan, int tile, Travelled travelled, int bands) {
        byte[] core = new byte[plan.geometry().coreBytes(tile)];
        List<Runnable> parts = IntStream.range(0, bands)
                .<Runnable>mapToObj(band -> () -> filter(plan, tile, travelled, band, bands, core))
                .toList();
        return new TileWork(parts, () -> TileOutput.raw(core));
    }

    private void filter(ChainPlan plan, int tile, Travelled travelled, int band, int bands, byte[] core) {
        OpenCv.load();
        TileGeometry geometry = plan.geometry();
        int from = 0;
        int to = 0;
        for (int plane = 0; plane < geometry.layout().planes(); plane++) {
            TileRegion whole = geometry.region(tile, plane);
            TileRegion rows = geometry.band(tile, plane, band, bands, plan.reach());
            List<FilterSpec> filters = FrameRun.ofPlane(plan.tileStage(), plane);
            try (Mat made = planes.run(filters, matrices(travelled, from, whole, rows), 1)
                    .get(0)) {
                int above = rows.core().y() - whole.core().y();
                copyCore(made, rows, core, to + above * whole.core().width());
            }
            from += whole.haloed().area();
            to += whole.core().area();
        }
    }

    /** The rows that a band reads are as wide as what travelled, so they lie in it without a gap. */
    private static List<Mat> matrices(Travelled travelled, int from, TileRegion whole, TileRegion rows) {
        PixelRect read = rows.haloed().within(whole.haloed());
        return travelled.rows(from + read.y() * read.width(), read);
    }

    private static void copyCore(Mat made, TileRegion rows, byte[] core, int to) {
        PixelRect kept = rows.coreInHaloed();
        byte[] filtered = new byte[rows.haloed().area()];
        OpenCv.read(made, filtered, 0);
        for (int row = 0; row < kept.height(); row++) {
            int start = (kept.y() + row) * rows.haloed().width() + kept.x();
            System.arraycopy(filtered, start, core, to + row * kept.width(), kept.width());
        }
    }
}
