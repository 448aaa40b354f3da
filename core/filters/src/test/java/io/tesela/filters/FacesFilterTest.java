package io.tesela.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.TileGrid;
import io.tesela.testkit.Seeds;
import io.tesela.testkit.SyntheticFrames;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On the first frame of the sample clip sign_face, at half its size: one face, of 40 samples, right of the middle. */
class FacesFilterTest {
    private static final int LEFT = 141;
    private static final int TOP = 38;
    private static final int SIDE = 40;
    private static final int NEAR = 6;

    private final FilterEngine engine = FilterEngine.standard();

    @Test
    void faces_drawsAWhiteBoxAroundTheFace_andLeavesTheRest() throws IOException {
        PixelBuffer frame = face().in(PixelLayout.I420);

        PixelBuffer boxed = whole("faces", frame);

        Changed luma = Changed.between(frame, boxed, 0);
        assertThat(luma.left()).isBetween(LEFT - NEAR, LEFT + NEAR);
        assertThat(luma.top()).isBetween(TOP - NEAR, TOP + NEAR);
        assertThat(luma.width()).isBetween(SIDE - NEAR, SIDE + NEAR);
        assertThat(luma.height()).isBetween(SIDE - NEAR, SIDE + NEAR);
        assertThat(luma.allOf(boxed)).containsOnly(255);
        assertThat(luma.count()).isLessThan(4 * luma.width() * 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"faces:blur", "faces:pixelate"})
    void facesMadeUnrecognisable_areNotFoundAgain_andNothingElseChanges(String chain) throws IOException {
        // Given: a colour that shows
        PixelBuffer frame = face().in(PixelLayout.I420);
        Seeds.random(chain)
                .ints(frame.planeOffset(1), frame.samples().length)
                .limit(20_000)
                .forEach(at -> frame.samples()[at] ^= 32);

        // When
        PixelBuffer hidden = whole(chain, frame);

        // Then
        assertThat(whole("faces", hidden).samples()).isEqualTo(hidden.samples());
        Changed luma = Changed.between(frame, hidden, 0);
        assertThat(luma.left()).isBetween(LEFT - 3 * NEAR, LEFT - 1);
        assertThat(luma.left() + luma.width()).isBetween(LEFT + SIDE, LEFT + SIDE + 3 * NEAR);
        assertThat(luma.top()).isBetween(TOP - 3 * NEAR, TOP - 1);
        assertThat(luma.top() + luma.height()).isBetween(TOP + SIDE, TOP + SIDE + 3 * NEAR);
        for (int plane : new int[] {1, 2}) {
            Changed chroma = Changed.between(frame, hidden, plane);
            assertThat(chroma.left()).isGreaterThanOrEqualTo(luma.left() / 2 - 1);
            assertThat(chroma.width()).isBetween(SIDE / 2, luma.width() / 2 + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"faces", "faces:blur", "faces:pixelate"})
    void faces_whereThereIsNone_changesNothing(String chain) {
        PixelBuffer noise = new SyntheticFrames(Seeds.random(chain)).noise(PixelLayout.I420, 64, 48);

        assertThat(whole(chain, noise).samples()).isEqualTo(noise.samples());
    }

    /** A cascade has a state of its own while it searches. */
    @Test
    void faces_onManyThreadsAtOnce_giveTheSameBytes() throws IOException {
        PixelBuffer frame = face();
        byte[] expected = whole("faces:pixelate", frame).samples();

        List<byte[]> all = IntStream.range(0, 24)
                .parallel()
                .mapToObj(i -> whole("faces:pixelate", frame).samples())
                .toList();

        assertThat(all).allSatisfy(bytes -> assertThat(bytes).isEqualTo(expected));
    }

    /** Also of blocks by which OpenCV's plain nearest neighbour would be a sample off, and of one larger than the frame. */
    @ParameterizedTest
    @CsvSource({"2, 40x24", "12, 40x24", "98, 204x110", "206, 420x208", "512, 16x16"})
    void pixelate_isTheMeanOfEachBlock_onLumaAndOnChroma(int block, String size) {
        int width = Integer.parseInt(size.substring(0, size.indexOf('x')));
        int height = Integer.parseInt(size.substring(size.indexOf('x') + 1));
        PixelBuffer frame = new SyntheticFrames(Seeds.random("pixelate")).noise(PixelLayout.I420, width, height);

        PixelBuffer blocks = whole("pixelate:" + block, frame);

        for (int plane = 0; plane < 3; plane++) {
            int side = plane == 0 ? block : block / 2;
            for (int top = 0; top < frame.planeHeight(plane); top += side) {
                for (int left = 0; left < frame.planeWidth(plane); left += side) {
                    assertBlock(blocks, plane, left, top, side, mean(frame, plane, left, top, side));
                }
            }
        }
    }

    private static void assertBlock(PixelBuffer blocks, int plane, int left, int top, int side, double mean) {
        int width = blocks.planeWidth(plane);
        for (int y = top; y < Math.min(blocks.planeHeight(plane), top + side); y++) {
            for (int x = left; x < Math.min(width, left + side); x++) {
                double sample = blocks.samples()[blocks.planeOffset(plane) + y * width + x] & 0xff;
                assertThat(Math.abs(sample - mean))
                        .as("plane %d, %d, %d", plane, x, y)
                        .isLessThan(0.51);
            }
        }
    }

    /** Of three copies of the face one looks over the left edge, and one over the lower right corner. */
    @Test
    void faces_atTheEdgesOfTheFrame_areHiddenAsFarAsTheyAreThere() throws IOException {
        PixelBuffer face = face();
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.LUMA, 320, 240);
        Arrays.fill(frame.samples(), (byte) 160);
        paste(face, 128, 20, 70, 70, frame, 0, 100);
        paste(face, 128, 20, 70, 70, frame, 250, 170);

        PixelBuffer boxed = whole("faces", frame);
        PixelBuffer hidden = whole("faces:pixelate", frame);

        assertThat(boxed.samples()).isNotEqualTo(frame.samples());
        assertThat(Changed.between(frame, hidden, 0).count()).isGreaterThan(2 * SIDE * SIDE);
        assertThat(whole("faces", hidden).samples()).isEqualTo(hidden.samples());
    }

    private static void paste(
            PixelBuffer from, int left, int top, int width, int height, PixelBuffer to, int x, int y) {
        for (int row = 0; row < height; row++) {
            System.arraycopy(
                    from.samples(), (top + row) * from.width() + left, to.samples(), (y + row) * to.width() + x, width);
        }
    }

    @Test
    void faces_tellHowManyThereAre_andOfTwoInAChainTheMost() throws IOException {
        assertThat(found("faces", face())).containsExactly(entry("faces", 1));
        assertThat(found("faces:pixelate,faces", face())).containsExactly(entry("faces", 1));
        assertThat(found("faces,faces", face())).containsExactly(entry("faces", 1));
        assertThat(found("faces", PixelBuffer.allocate(PixelLayout.LUMA, 64, 48)))
                .containsExactly(entry("faces", 0));
        assertThat(found("pixelate,blur:3", face())).isEmpty();
    }

    private Map<String, Integer> found(String chain, PixelBuffer frame) {
        ChainPlan plan = Law.plan(chain, new TileGrid(2, 2), frame);
        return engine.runTile(plan, 0, frame.in(plan.layout()).samples()).found();
    }

    /** Filters of planes before and after one of frames, put together by hand. */
    @Test
    void faces_betweenFiltersOfPlanes_takesWhatTheFirstGivesAndGivesWhatTheNextTakes() throws IOException {
        PixelBuffer frame = face().in(PixelLayout.I420);

        PixelBuffer chained = whole("invert,invert,faces:blur,blur:3", frame);

        assertThat(chained.samples())
                .isEqualTo(whole("blur:3", whole("faces:blur", frame)).samples());
        assertThat(chained.samples()).isNotEqualTo(whole("blur:3", frame).samples());
    }

    /** Beyond the frame its last column goes on. */
    private static double mean(PixelBuffer frame, int plane, int left, int top, int side) {
        int width = frame.planeWidth(plane);
        double sum = 0;
        for (int i = 0; i < side * side; i++) {
            int x = Math.min(width - 1, left + i % side);
            int y = Math.min(frame.planeHeight(plane) - 1, top + i / side);
            sum += frame.samples()[frame.planeOffset(plane) + y * width + x] & 0xff;
        }
        return sum / (side * side);
    }

    private PixelBuffer whole(String chain, PixelBuffer frame) {
        return engine.runWhole(Law.plan(chain, TileGrid.WHOLE, frame).chain(), List.of(frame));
    }

    private static PixelBuffer face() throws IOException {
        BufferedImage image =
                ImageIO.read(Objects.requireNonNull(FacesFilterTest.class.getResourceAsStream("face.png")));
        byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        return new PixelBuffer(PixelLayout.LUMA, image.getWidth(), image.getHeight(), samples.clone());
    }

    /** The samples of a plane that differ, and the rectangle around them. */
    private record Changed(int left, int top, int width, int height, List<Integer> at) {
        static Changed between(PixelBuffer one, PixelBuffer other, int plane) {
            int width = one.planeWidth(plane);
            int offset = one.planeOffset(plane);
            List<Integer> at = IntStream.range(0, width * one.planeHeight(plane))
                    .filter(i -> one.samples()[offset + i] != other.samples()[offset + i])
                    .boxed()
                    .toList();
            assertThat(at).as("samples of plane %d that differ", plane).isNotEmpty();
            int left = at.stream().mapToInt(i -> i % width).min().orElseThrow();
            int right = at.stream().mapToInt(i -> i % width).max().orElseThrow();
            int top = at.get(0) / width;
            int bottom = at.get(at.size() - 1) / width;
            return new Changed(left, top, right - left + 1, bottom - top + 1, at);
        }

        int count() {
            return at.size();
        }

        List<Integer> allOf(PixelBuffer frame) {
            return at.stream().map(i -> frame.samples()[i] & 0xff).toList();
        }
    }
}
