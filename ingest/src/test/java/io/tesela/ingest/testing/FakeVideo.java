package io.tesela.ingest.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A video that needs no codec: {@link FakeDecoders} reads it as it grows.
 *
 * <pre>
 * file   4 magic "FAKE", 4 "vide", 2 width, 2 height
 * frame  8 pts, 4 duration, 4 n, n bytes of no meaning
 * </pre>
 *
 * @param width pixels, even
 * @param height pixels, even
 * @param pts of each frame; the duration of each is 1
 * @param padding bytes of no meaning in each frame
 * @param trailer bytes after the last frame that no decoder reads
 */
public record FakeVideo(int width, int height, List<Long> pts, int padding, int trailer) {
    static final String MAGIC = "FAKEvide";
    static final int HEADER_BYTES = 12;
    static final int FRAME_BYTES = 16;

    public FakeVideo {
        pts = List.copyOf(pts);
    }

    /** Returns a video of frames of 16 x 16 pixels, one a tick. */
    public static FakeVideo of(int frames, int padding) {
        List<Long> pts = new ArrayList<>();
        for (long frame = 0; frame < frames; frame++) {
            pts.add(frame);
        }
        return new FakeVideo(16, 16, pts, padding, 0);
    }

    public FakeVideo withTrailer(int bytes) {
        return new FakeVideo(width, height, pts, padding, bytes);
    }

    /** Returns the file. */
    public byte[] bytes() {
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + pts.size() * (FRAME_BYTES + padding) + end());
        file.put(MAGIC.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) width)
                .putShort((short) height);
        for (long at : pts) {
            file.putLong(at).putInt(1).putInt(padding).position(file.position() + padding);
        }
        if (trailer > 0) {
            file.putLong(-1).putInt(0).putInt(0);
        }
        return file.array();
    }

    private int end() {
        return trailer == 0 ? 0 : FRAME_BYTES + trailer;
    }
}
