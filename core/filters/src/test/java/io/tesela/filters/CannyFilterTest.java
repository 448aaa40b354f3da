package io.tesela.filters;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.TileGrid;
import io.tesela.testkit.Seeds;
import io.tesela.testkit.SyntheticFrames;
import io.tesela.testkit.TileLaw;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CannyFilterTest {
    private final FilterEngine engine = FilterEngine.standard();

    @ParameterizedTest
    @CsvSource({"50,150,2,2", "20,60,4,3", "50,150,7,5", "10,200,3,3", "5.5,5.5,8,8", "0,1500,5,2"})
    void canny_inTiles_isOpenCvsOwn(double low, double high, int columns, int rows) {
        // Given
        SyntheticFrames frames = new SyntheticFrames(Seeds.random("canny:" + low + ":" + high));
        PixelBuffer frame = frames.scene(PixelLayout.LUMA, 638, 358);
        ChainPlan plan = Law.plan("canny:" + low + ":" + high, new TileGrid(columns, rows), frame);

        // When
        PixelBuffer edges = Law.of(engine, plan).inTiles(plan, frame);

        // Then
        TileLaw.assertSame(plan, edges, openCvsOwn(frame, low, high));
    }

    private static PixelBuffer openCvsOwn(PixelBuffer frame, double low, double high) {
        PixelBuffer edges = PixelBuffer.allocate(PixelLayout.LUMA, frame.width(), frame.height());
        OpenCv.load();
        try (Mat plane = OpenCv.plane(frame.samples(), 0, frame.width(), frame.height());
                Mat found = new Mat()) {
            opencv_imgproc.Canny(plane, found, low, high);
            OpenCv.read(found, edges.samples(), 0);
        }
        return edges;
    }
}
