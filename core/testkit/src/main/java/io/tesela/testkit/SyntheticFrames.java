package io.tesela.testkit;

import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Frames made of numbers: the same seed gives the same frames.
 *
 * <p><b>Threads:</b> not synchronised; one per test.
 */
public final class SyntheticFrames {
    private static final int SMALLEST = 16;
    private static final int KINDS = 5;

    private final Random random;

    public SyntheticFrames(Random random) {
        this.random = random;
    }

    /**
     * Returns a random even number of pixels for a width or a height.
     *
     * @param max even, 16 or more
     */
    public int size(int max) {
        return SMALLEST + 2 * random.nextInt((max - SMALLEST) / 2 + 1);
    }

    /** Returns a frame of a random kind. */
    public PixelBuffer any(PixelLayout layout, int width, int height) {
        return switch (random.nextInt(KINDS)) {
            case 0 -> noise(layout, width, height);
            case 1 -> gradient(layout, width, height);
            case 2 -> shapes(layout, width, height);
            case 3 -> text(layout, width, height);
            default -> scene(layout, width, height);
        };
    }

    /** Returns a frame as it may be a moment later: some of it is elsewhere, a little brighter or darker, the rest as it was. */
    public PixelBuffer after(PixelBuffer frame) {
        PixelBuffer later = new PixelBuffer(
                frame.layout(), frame.width(), frame.height(), frame.samples().clone());
        for (int plane = 0; plane < frame.layout().planes(); plane++) {
            int width = frame.planeWidth(plane);
            int height = frame.planeHeight(plane);
            int left = random.nextInt(width);
            int top = random.nextInt(height);
            int brighter = random.nextInt(120) - 60;
            for (int y = top; y < Math.min(height, top + height / 2); y++) {
                for (int x = left; x < Math.min(width, left + width / 2); x++) {
                    int at = later.planeOffset(plane) + y * width + x;
                    later.samples()[at] = (byte) Math.max(0, Math.min(255, (later.samples()[at] & 0xff) + brighter));
                }
            }
        }
        return later;
    }

    /** Returns the last frames of a random video, newest first. */
    public List<PixelBuffer> recent(int count, PixelLayout layout, int width, int height) {
        List<PixelBuffer> newestFirst = new ArrayList<>(List.of(any(layout, width, height)));
        while (newestFirst.size() < count) {
            newestFirst.add(0, after(newestFirst.get(0)));
        }
        return newestFirst;
    }

    /** Returns independent random samples: an edge nearly everywhere. */
    public PixelBuffer noise(PixelLayout layout, int width, int height) {
        byte[] samples = new byte[layout.bytes(width, height)];
        random.nextBytes(samples);
        return new PixelBuffer(layout, width, height, samples);
    }

    /** Returns slopes of a random direction in each plane: no edge, or where it wraps from 255 to 0. */
    public PixelBuffer gradient(PixelLayout layout, int width, int height) {
        PixelBuffer frame = PixelBuffer.allocate(layout, width, height);
        for (int plane = 0; plane < layout.planes(); plane++) {
            int right = random.nextInt(9) - 4;
            int down = random.nextInt(9) - 4;
            int start = random.nextInt(256);
            int at = frame.planeOffset(plane);
            for (int y = 0; y < frame.planeHeight(plane); y++) {
                for (int x = 0; x < frame.planeWidth(plane); x++) {
                    frame.samples()[at++] = (byte) (start + right * x + down * y);
                }
            }
        }
        return frame;
    }

    /** Returns flat rectangles and discs on a flat ground: long edges that cross many tiles. */
    public PixelBuffer shapes(PixelLayout layout, int width, int height) {
        PixelBuffer frame = PixelBuffer.allocate(layout, width, height);
        for (int plane = 0; plane < layout.planes(); plane++) {
            int planeWidth = frame.planeWidth(plane);
            int planeHeight = frame.planeHeight(plane);
            rectangle(frame, plane, 0, 0, planeWidth, planeHeight);
            for (int i = 0; i < 6; i++) {
                int x = random.nextInt(planeWidth);
                int y = random.nextInt(planeHeight);
                rectangle(frame, plane, x, y, 1 + random.nextInt(planeWidth), 1 + random.nextInt(planeHeight));
                disc(frame, plane, 1 + random.nextInt(1 + planeHeight / 2));
            }
        }
        return frame;
    }

    /** Returns strokes one or two samples thick, in lines, dark on light: many short edges. */
    public PixelBuffer text(PixelLayout layout, int width, int height) {
        PixelBuffer frame = PixelBuffer.allocate(layout, width, height);
        Arrays.fill(frame.samples(), (byte) 225);
        for (int plane = 0; plane < layout.planes(); plane++) {
            byte ink = (byte) random.nextInt(120);
            for (int line = 2; line + 7 < frame.planeHeight(plane); line += 10) {
                for (int x = 1; x + 6 < frame.planeWidth(plane); x += 4 + random.nextInt(5)) {
                    paint(frame, plane, x, line, 1 + random.nextInt(2), 7, ink);
                    paint(frame, plane, x, line + random.nextInt(7), 5, 1, ink);
                }
            }
        }
        return frame;
    }

    /**
     * Returns a picture as a camera might see it: shapes, lit unevenly, with grain. Gradients are of all strengths, so
     * that weak edges hang on strong ones far away.
     */
    public PixelBuffer scene(PixelLayout layout, int width, int height) {
        PixelBuffer frame = shapes(layout, width, height);
        PixelBuffer light = gradient(layout, width, height);
        int grain = 1 + random.nextInt(24);
        byte[] samples = frame.samples();
        for (int i = 0; i < samples.length; i++) {
            int lit = ((samples[i] & 0xff) * 3 + (light.samples()[i] & 0xff)) / 4;
            int noisy = lit + random.nextInt(grain) - grain / 2;
            samples[i] = (byte) Math.max(0, Math.min(255, noisy));
        }
        return frame;
    }

    private void rectangle(PixelBuffer frame, int plane, int x, int y, int width, int height) {
        paint(frame, plane, x, y, width, height, (byte) random.nextInt(256));
    }

    private static void paint(PixelBuffer frame, int plane, int x, int y, int width, int height, byte value) {
        int right = Math.min(frame.planeWidth(plane), x + width);
        int bottom = Math.min(frame.planeHeight(plane), y + height);
        for (int row = y; row < bottom; row++) {
            int start = frame.planeOffset(plane) + row * frame.planeWidth(plane);
            Arrays.fill(frame.samples(), start + x, start + right, value);
        }
    }

    private void disc(PixelBuffer frame, int plane, int radius) {
        int width = frame.planeWidth(plane);
        int height = frame.planeHeight(plane);
        int centreX = random.nextInt(width);
        int centreY = random.nextInt(height);
        byte value = (byte) random.nextInt(256);
        for (int y = Math.max(0, centreY - radius); y < Math.min(height, centreY + radius); y++) {
            for (int x = Math.max(0, centreX - radius); x < Math.min(width, centreX + radius); x++) {
                int dx = x - centreX;
                int dy = y - centreY;
                if (dx * dx + dy * dy <= radius * radius) {
                    frame.samples()[frame.planeOffset(plane) + y * width + x] = value;
                }
            }
        }
    }
}
