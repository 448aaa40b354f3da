package io.tesela.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterDeclaration;
import io.tesela.domain.filter.FilterScope;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.TileGrid;
import io.tesela.testkit.Seeds;
import io.tesela.testkit.SyntheticFrames;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltInFiltersTest {
    private static final int SIZE = 24;

    private final FilterEngine engine = FilterEngine.standard();
    private final SyntheticFrames frames = new SyntheticFrames(Seeds.random("BuiltInFiltersTest"));

    @Test
    void library_hasEveryFilterOfTheCatalogue_andMapsWhereTheyAreDeclared() {
        FilterLibrary library = FilterLibrary.standard();

        assertThat(FilterCatalogue.standard().all()).isNotEmpty().allSatisfy(declaration -> {
            assertThat(library.has(declaration.name())).isTrue();
            assertThat(library.find(declaration.name()) instanceof TwoPhaseFilter)
                    .isEqualTo(isTwoPhase(declaration));
        });
    }

    @Test
    void library_ofTwoFiltersOfOneName_refuses() {
        TileFilter canny = new CannyFilter();

        assertThatThrownBy(() -> new FilterLibrary(List.of(canny, canny)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("filter: canny (expected: given once)");
    }

    @Test
    void library_withoutTheFilter_namesWhatThereIs() {
        assertThatThrownBy(() -> FilterLibrary.standard().find("sepia"))
                .isInstanceOf(TeselaException.class)
                .hasMessage("filter: sepia (expected: one of blur, canny, gray, invert, sobel, which this process can"
                        + " run)");
    }

    @Test
    void sobel_isTheMeanOfTheAbsoluteGradients() {
        // Given
        PixelBuffer frame = frames.noise(PixelLayout.LUMA, SIZE, SIZE);

        // When
        PixelBuffer edges = whole("sobel", frame);

        // Then
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                int dx = right(frame, x, y) - left(frame, x, y);
                int dy = row(frame, x, y + 1) - row(frame, x, y - 1);
                int sum = Math.min(255, Math.abs(dx)) + Math.min(255, Math.abs(dy));
                assertThat(edges.samples()[y * SIZE + x] & 0xff).isEqualTo((int) Math.rint(sum / 2.0));
            }
        }
    }

    @Test
    void blur_ofOnePoint_isTheBinomialKernel() {
        // Given
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.LUMA, SIZE, SIZE);
        frame.samples()[10 * SIZE + 10] = (byte) 160;

        // When
        byte[] blurred = whole("blur:3", frame).samples();

        // Then: OpenCV's fixed kernel for 3 is 1 2 1
        assertThat(blurred[10 * SIZE + 10]).isEqualTo((byte) 40);
        assertThat(blurred[10 * SIZE + 11]).isEqualTo((byte) 20);
        assertThat(blurred[11 * SIZE + 11]).isEqualTo((byte) 10);
        assertThat(blurred[10 * SIZE + 12]).isZero();
    }

    @Test
    void blur_filtersChromaLikeLuma() {
        // Given: a picture whose luma is its U plane
        PixelBuffer small = frames.noise(PixelLayout.LUMA, SIZE / 2, SIZE / 2);
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.I420, SIZE, SIZE);
        System.arraycopy(small.samples(), 0, frame.samples(), frame.planeOffset(1), small.samples().length);

        // When
        PixelBuffer blurred = whole("blur:7", frame);

        // Then
        byte[] expected = whole("gray,blur:7", small).samples();
        assertThat(Arrays.copyOfRange(blurred.samples(), frame.planeOffset(1), frame.planeOffset(2)))
                .isEqualTo(expected);
    }

    @Test
    void blur_ofOneSample_changesNothing() {
        PixelBuffer frame = frames.noise(PixelLayout.I420, SIZE, SIZE);

        assertThat(whole("blur:1", frame).samples()).isEqualTo(frame.samples());
    }

    private PixelBuffer whole(String chain, PixelBuffer frame) {
        return engine.runWhole(Law.plan(chain, TileGrid.WHOLE, frame).chain(), frame);
    }

    private static boolean isTwoPhase(FilterDeclaration declaration) {
        return declaration.scope() == FilterScope.TWO_PHASE;
    }

    private static int right(PixelBuffer frame, int x, int y) {
        return at(frame, x + 1, y - 1) + 2 * at(frame, x + 1, y) + at(frame, x + 1, y + 1);
    }

    private static int left(PixelBuffer frame, int x, int y) {
        return at(frame, x - 1, y - 1) + 2 * at(frame, x - 1, y) + at(frame, x - 1, y + 1);
    }

    private static int row(PixelBuffer frame, int x, int y) {
        return at(frame, x - 1, y) + 2 * at(frame, x, y) + at(frame, x + 1, y);
    }

    /** Beyond the edge, OpenCV mirrors without repeating the edge itself: dcb|abcd|cba. */
    private static int at(PixelBuffer frame, int x, int y) {
        return frame.samples()[mirrored(y) * SIZE + mirrored(x)] & 0xff;
    }

    private static int mirrored(int i) {
        return i < 0 ? -i : i >= SIZE ? 2 * SIZE - 2 - i : i;
    }
}
