package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.Previews;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;

/** Previews as the JDK, which has no part in them, reads them. */
class FfmpegPreviewsTest {
    private static final ColorTags BT709 = new ColorTags(1, 1, 1, false);
    private static final ColorTags FULL_BT601 = new ColorTags(6, 6, 6, true);
    private static final int NEAR = 6;

    private final Previews previews = new FfmpegPreviews();

    @Test
    void jpeg_isAsWideAsAskedFor_andNoWiderThanTheFrame() throws IOException {
        PixelBuffer gray = plain(320, 240, 126, 128, 128);

        assertSize(image(previews.jpeg(gray, format(320, 240, 1, 1, BT709), 100)), 100, 74);
        assertSize(image(previews.jpeg(gray, format(320, 240, 1, 1, BT709), 4000)), 320, 240);
        assertSize(image(previews.jpeg(gray, format(320, 240, 1, 1, BT709), 2)), 2, 2);
    }

    /** 720x576 that is shown 16:9. */
    @Test
    void jpeg_hasSquarePixels() throws IOException {
        PixelBuffer gray = plain(720, 576, 126, 128, 128);

        assertSize(image(previews.jpeg(gray, format(720, 576, 64, 45, BT709), 4000)), 1024, 576);
    }

    /** White, black and red of both ranges and matrices; a wrong one is off by 16 levels, or by a tint. */
    @Test
    void jpeg_hasTheColoursOfTheFrame() throws IOException {
        assertColour(previews.jpeg(plain(64, 64, 235, 128, 128), format(64, 64, 1, 1, BT709), 64), Color.WHITE);
        assertColour(previews.jpeg(plain(64, 64, 16, 128, 128), format(64, 64, 1, 1, BT709), 64), Color.BLACK);
        assertColour(previews.jpeg(plain(64, 64, 255, 128, 128), format(64, 64, 1, 1, FULL_BT601), 64), Color.WHITE);
        assertColour(previews.jpeg(plain(64, 64, 63, 102, 240), format(64, 64, 1, 1, BT709), 64), Color.RED);
        assertColour(previews.jpeg(plain(64, 64, 76, 85, 255), format(64, 64, 1, 1, FULL_BT601), 64), Color.RED);
    }

    @Test
    void jpeg_ofLumaAlone_isGray() throws IOException {
        PixelBuffer luma = PixelBuffer.allocate(PixelLayout.LUMA, 64, 64);
        Arrays.fill(luma.samples(), (byte) 126);

        assertColour(previews.jpeg(luma, format(64, 64, 1, 1, BT709), 64), new Color(128, 128, 128));
    }

    @Test
    void gif_hasEveryFrame_itsTime_andItsColours() throws IOException {
        byte[] gif;
        try (Previews.Animation animation = previews.gif(format(320, 240, 1, 1, BT709), 160, Duration.ofMillis(70))) {
            animation.add(plain(320, 240, 235, 128, 128));
            animation.add(plain(320, 240, 16, 128, 128));
            animation.add(plain(320, 240, 63, 102, 240));
            gif = animation.finish();
        }

        ImageReader reader = reader(gif);
        assertThat(reader.getNumImages(true)).isEqualTo(3);
        assertSize(reader.read(0), 160, 120);
        assertNear(reader.read(0).getRGB(0, 0), Color.WHITE);
        assertNear(reader.read(2).getRGB(0, 0), Color.RED);
        assertThat(delay(reader, 1)).isEqualTo(7);
    }

    /** All frames are held until the end: a high video must not take more than a wide one. */
    @Test
    void gif_isNoLargerThanAsked_onEitherSide() throws IOException {
        try (Previews.Animation animation = previews.gif(format(240, 320, 1, 1, BT709), 160, Duration.ofMillis(70))) {
            animation.add(plain(240, 320, 235, 128, 128));

            assertSize(reader(animation.finish()).read(0), 120, 160);
        }
    }

    @Test
    void gif_withoutAFrame_saysSo_andLeavesNothing() {
        try (Previews.Animation animation = previews.gif(format(64, 64, 1, 1, BT709), 64, Duration.ofMillis(100))) {
            assertThatThrownBy(animation::finish).hasMessage("animation: no frame (expected: one or more)");
        }
    }

    private static VideoFormat format(int width, int height, int sarNum, int sarDen, ColorTags color) {
        return new VideoFormat(
                width, height, new TimeBase(1, 1000), new Ratio(25, 1), new Ratio(sarNum, sarDen), color);
    }

    private static PixelBuffer plain(int width, int height, int y, int u, int v) {
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.I420, width, height);
        int[] samples = {y, u, v};
        for (int plane = 0; plane < samples.length; plane++) {
            int from = frame.planeOffset(plane);
            int bytes = frame.planeWidth(plane) * frame.planeHeight(plane);
            Arrays.fill(frame.samples(), from, from + bytes, (byte) samples[plane]);
        }
        return frame;
    }

    private static BufferedImage image(byte[] file) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(file));
    }

    private static ImageReader reader(byte[] gif) throws IOException {
        ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(gif));
        ImageReader reader = ImageIO.getImageReaders(stream).next();
        reader.setInput(stream);
        return reader;
    }

    private static int delay(ImageReader reader, int frame) throws IOException {
        IIOMetadataNode root =
                (IIOMetadataNode) reader.getImageMetadata(frame).getAsTree("javax_imageio_gif_image_1.0");
        IIOMetadataNode control = (IIOMetadataNode)
                root.getElementsByTagName("GraphicControlExtension").item(0);
        return Integer.parseInt(control.getAttribute("delayTime"));
    }

    private static void assertSize(BufferedImage image, int width, int height) {
        assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo(width + "x" + height);
    }

    private static void assertColour(byte[] jpeg, Color expected) throws IOException {
        assertNear(image(jpeg).getRGB(32, 32), expected);
    }

    private static void assertNear(int rgb, Color expected) {
        Color actual = new Color(rgb);
        assertThat(actual.getRed()).as("red of %s", actual).isCloseTo(expected.getRed(), within(NEAR));
        assertThat(actual.getGreen()).as("green of %s", actual).isCloseTo(expected.getGreen(), within(NEAR));
        assertThat(actual.getBlue()).as("blue of %s", actual).isCloseTo(expected.getBlue(), within(NEAR));
    }
}
