package io.tesela.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
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
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
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
            assertThat(library.find(declaration.name()) instanceof TemporalFilter)
                    .as("looks back")
                    .isEqualTo(
                            FilterCatalogue.standard().parse(declaration.name()).temporalExtent() > 0);
            assertThat(!(library.find(declaration.name()) instanceof FrameFilter)
                            || declaration.scope() == FilterScope.FRAME)
                    .as("filters of all planes see whole frames")
                    .isTrue();
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
    void library_thatLacksWhatIsDeclared_namesIt() {
        FilterLibrary canny = new FilterLibrary(List.of(new CannyFilter()));
        FilterCatalogue three = new FilterCatalogue(FilterCatalogue.standard().all().stream()
                .filter(declaration -> Set.of("blur", "canny", "gray").contains(declaration.name()))
                .toList());

        assertThatThrownBy(() -> canny.require(three))
                .isInstanceOf(TeselaException.class)
                .hasMessage("plug-in: nothing does blur, gray, which is declared (expected: a class named in"
                        + " META-INF/services/io.tesela.filters.PixelFilter)");
        assertThatThrownBy(() -> FilterLibrary.standard().require(three))
                .isInstanceOf(TeselaException.class)
                .hasMessageStartingWith("plug-in: nothing declares adaptive, bilateral, box, ");
        assertThatCode(() -> FilterLibrary.installed().require(FilterCatalogue.installed()))
                .doesNotThrowAnyException();
    }

    @Test
    void library_withoutTheFilter_namesWhatThereIs() {
        String known = FilterCatalogue.standard().all().stream()
                .map(FilterDeclaration::name)
                .collect(Collectors.joining(", "));

        assertThatThrownBy(() -> FilterLibrary.standard().find("sepia"))
                .isInstanceOf(TeselaException.class)
                .hasMessage("filter: sepia (expected: one of " + known + ", which this process can run)");
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

    @Test
    void box_isTheRoundedMean() {
        PixelBuffer frame = frames.noise(PixelLayout.LUMA, SIZE, SIZE);

        byte[] mean = whole("box:3", frame).samples();

        forEach((x, y) -> {
            int sum = 0;
            for (int value : around(frame, x, y)) {
                sum += value;
            }
            assertThat(mean[y * SIZE + x] & 0xff).isEqualTo((int) Math.rint(sum / 9.0));
        });
    }

    @Test
    void median_dilateAndErode_areTheMiddleTheMostAndTheLeast() {
        PixelBuffer frame = frames.noise(PixelLayout.LUMA, SIZE, SIZE);

        byte[] median = whole("median:3", frame).samples();
        byte[] most = whole("dilate", frame).samples();
        byte[] least = whole("erode", frame).samples();

        forEach((x, y) -> {
            if (x > 0 && y > 0 && x < SIZE - 1 && y < SIZE - 1) {
                int[] sorted = around(frame, x, y);
                Arrays.sort(sorted);
                assertThat(median[y * SIZE + x] & 0xff).isEqualTo(sorted[4]);
                assertThat(most[y * SIZE + x] & 0xff).isEqualTo(sorted[8]);
                assertThat(least[y * SIZE + x] & 0xff).isEqualTo(sorted[0]);
            }
        });
    }

    @Test
    void laplacian_isTheAbsoluteSumOfTheSecondDifferences() {
        PixelBuffer frame = frames.noise(PixelLayout.LUMA, SIZE, SIZE);

        byte[] edges = whole("laplacian", frame).samples();

        forEach((x, y) -> {
            int sum = at(frame, x - 1, y) + at(frame, x + 1, y) + at(frame, x, y - 1) + at(frame, x, y + 1);
            assertThat(edges[y * SIZE + x] & 0xff).isEqualTo(Math.min(255, Math.abs(sum - 4 * at(frame, x, y))));
        });
    }

    @Test
    void threshold_isWhiteAboveTheValue() {
        PixelBuffer frame = frames.noise(PixelLayout.LUMA, SIZE, SIZE);

        byte[] parted = whole("threshold:99.9", frame).samples();

        forEach((x, y) -> assertThat(parted[y * SIZE + x] & 0xff).isEqualTo(at(frame, x, y) > 99 ? 255 : 0));
    }

    @Test
    void thresholdOtsu_partsTwoKindsOfSamples() {
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.LUMA, SIZE, SIZE);
        for (int i = 0; i < frame.samples().length; i++) {
            frame.samples()[i] = (byte) (i % 3 == 0 ? 200 + i % 7 : 30 + i % 5);
        }

        byte[] parted = whole("threshold:otsu", frame).samples();

        forEach((x, y) -> assertThat(parted[y * SIZE + x] & 0xff).isEqualTo((y * SIZE + x) % 3 == 0 ? 255 : 0));
    }

    @Test
    void sharpen_addsTheDifferenceFromTheBlur() {
        PixelBuffer frame = frames.noise(PixelLayout.LUMA, SIZE, SIZE);
        byte[] blurred = whole("blur:3", frame).samples();

        byte[] sharp = whole("sharpen:0.5:3", frame).samples();

        forEach((x, y) -> {
            int sample = at(frame, x, y);
            double sum = sample + 0.5 * (sample - (blurred[y * SIZE + x] & 0xff));
            assertThat(sharp[y * SIZE + x] & 0xff).isEqualTo((int) Math.max(0, Math.min(255, Math.rint(sum))));
        });
    }

    @Test
    void filtersThatKeepTheChroma_leaveItAsItIs() {
        PixelBuffer frame = frames.noise(PixelLayout.I420, SIZE, SIZE);

        PixelBuffer filtered = whole("dilate,sharpen,equalize,clahe,erode", frame);

        int chroma = frame.planeOffset(1);
        assertThat(Arrays.copyOfRange(filtered.samples(), chroma, filtered.samples().length))
                .isEqualTo(Arrays.copyOfRange(frame.samples(), chroma, frame.samples().length));
        assertThat(Arrays.copyOf(filtered.samples(), chroma)).isNotEqualTo(Arrays.copyOf(frame.samples(), chroma));
    }

    @Test
    void denoise_ofAFlatPictureWithNoise_isFlatter() {
        Random random = Seeds.random("denoise");
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.LUMA, SIZE, SIZE);
        for (int i = 0; i < frame.samples().length; i++) {
            frame.samples()[i] = (byte) (120 + random.nextInt(13) - 6);
        }

        assertThat(spread(whole("gray,denoise:20", frame))).isLessThan(spread(frame) / 2);
    }

    private static double spread(PixelBuffer frame) {
        double sum = 0;
        for (byte sample : frame.samples()) {
            sum += Math.abs((sample & 0xff) - 120);
        }
        return sum / frame.samples().length;
    }

    private interface Place {
        void at(int x, int y);
    }

    private static void forEach(Place place) {
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                place.at(x, y);
            }
        }
    }

    /** Returns the nine samples around a place, itself among them. */
    private static int[] around(PixelBuffer frame, int x, int y) {
        int[] nine = new int[9];
        for (int i = 0; i < 9; i++) {
            nine[i] = at(frame, x + i % 3 - 1, y + i / 3 - 1);
        }
        return nine;
    }

    private PixelBuffer whole(String chain, PixelBuffer frame) {
        return engine.runWhole(Law.plan(chain, TileGrid.WHOLE, frame).chain(), List.of(frame));
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
