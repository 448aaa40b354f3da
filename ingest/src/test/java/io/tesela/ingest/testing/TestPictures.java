package io.tesela.ingest.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures as the JDK writes them. */
public final class TestPictures {
    private TestPictures() {}

    /**
     * Returns a picture of one shade.
     *
     * @param format {@code jpg} or {@code png}
     * @param shade 0 to 255
     */
    public static byte[] gray(String format, int width, int height, int shade) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0x010101 * shade);
            }
        }
        return encoded(image, format);
    }

    /**
     * Returns a PNG of three bytes for each pixel, hardly less: noise does not shrink.
     *
     * @param size width and height
     */
    public static byte[] noise(int size) {
        Random random = new Random(size);
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return encoded(image, "png");
    }

    private static byte[] encoded(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
