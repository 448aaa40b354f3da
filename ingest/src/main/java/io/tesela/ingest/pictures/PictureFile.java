package io.tesela.ingest.pictures;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a Matroska file of one track of pictures, each with its own time, that can be decoded while it grows.
 *
 * <pre>
 * EBML, DocType "matroska"
 * Segment, of unknown size
 *   Info      TimestampScale 1000: ticks are microseconds
 *   Tracks    one TrackEntry: video, V_MJPEG, or PNG under its name of Video for Windows
 *   Cluster   for each picture: Timestamp, SimpleBlock (keyframe)
 * </pre>
 *
 * <p>Each element is its id, its size, and its content; ids are written as they are listed, sizes in eight bytes.
 *
 * <p>Source: RFC 8794 (EBML), RFC 9559 (Matroska).
 */
final class PictureFile {
    private static final int EBML = 0x1a45dfa3;
    private static final int DOC_TYPE = 0x4282;
    private static final int DOC_TYPE_VERSION = 0x4287;
    private static final int DOC_TYPE_READ_VERSION = 0x4285;
    private static final int SEGMENT = 0x18538067;
    private static final int INFO = 0x1549a966;
    private static final int TIMESTAMP_SCALE = 0x2ad7b1;
    private static final int MUXING_APP = 0x4d80;
    private static final int WRITING_APP = 0x5741;
    private static final int TRACKS = 0x1654ae6b;
    private static final int TRACK_ENTRY = 0xae;
    private static final int TRACK_NUMBER = 0xd7;
    private static final int TRACK_UID = 0x73c5;
    private static final int TRACK_TYPE = 0x83;
    private static final int FLAG_LACING = 0x9c;
    private static final int CODEC_ID = 0x86;
    private static final int CODEC_PRIVATE = 0x63a2;
    private static final int VIDEO = 0xe0;
    private static final int PIXEL_WIDTH = 0xb0;
    private static final int PIXEL_HEIGHT = 0xba;
    private static final int CLUSTER = 0x1f43b675;
    private static final int TIMESTAMP = 0xe7;
    private static final int SIMPLE_BLOCK = 0xa3;

    private static final long UNKNOWN_SIZE = 0x01ffffffffffffffL;
    private static final long SIZE_OF_EIGHT_BYTES = 0x0100000000000000L;
    private static final int NANOS_PER_TICK = 1000;
    private static final int TYPE_VIDEO = 1;
    private static final String APP = "tesela";

    /** BITMAPINFOHEADER: how Video for Windows describes a video. */
    private static final int VFW_BYTES = 40;

    private static final int VFW_BITS = 24;

    /** Track 1, as a number of one byte; no time beyond the cluster's; keyframe. */
    private static final int BLOCK_HEAD = 0x81000080;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PictureFile() {}

    /** Returns what comes before the first picture. */
    static byte[] head(PictureHead first) {
        PictureFile file = new PictureFile();
        file.element(EBML, ebml());
        file.id(SEGMENT);
        file.number(UNKNOWN_SIZE);
        file.element(INFO, info());
        file.element(TRACKS, new PictureFile().element(TRACK_ENTRY, track(first)));
        return file.out.toByteArray();
    }

    /**
     * Returns what comes before the bytes of a picture.
     *
     * @param ptsMicros 0 or more
     * @param bytes of the picture
     */
    static byte[] before(long ptsMicros, int bytes) {
        PictureFile timestamp = new PictureFile().integer(TIMESTAMP, ptsMicros);
        long blockBytes = (long) Integer.BYTES + bytes;
        PictureFile block = new PictureFile();
        block.id(SIMPLE_BLOCK);
        block.number(SIZE_OF_EIGHT_BYTES | blockBytes);
        block.id(BLOCK_HEAD);
        PictureFile cluster = new PictureFile();
        cluster.id(CLUSTER);
        cluster.number(SIZE_OF_EIGHT_BYTES | timestamp.out.size() + block.out.size() + (long) bytes);
        cluster.out.writeBytes(timestamp.out.toByteArray());
        cluster.out.writeBytes(block.out.toByteArray());
        return cluster.out.toByteArray();
    }

    private static PictureFile ebml() {
        return new PictureFile()
                .text(DOC_TYPE, "matroska")
                .integer(DOC_TYPE_VERSION, 4)
                .integer(DOC_TYPE_READ_VERSION, 2);
    }

    private static PictureFile info() {
        return new PictureFile()
                .integer(TIMESTAMP_SCALE, NANOS_PER_TICK)
                .text(MUXING_APP, APP)
                .text(WRITING_APP, APP);
    }

    private static PictureFile track(PictureHead first) {
        PictureFile track = new PictureFile()
                .integer(TRACK_NUMBER, 1)
                .integer(TRACK_UID, 1)
                .integer(TRACK_TYPE, TYPE_VIDEO)
                .integer(FLAG_LACING, 0);
        PictureFile described = switch (first.kind()) {
            case JPEG -> track.text(CODEC_ID, "V_MJPEG");
            case PNG -> track.text(CODEC_ID, "V_MS/VFW/FOURCC").element(CODEC_PRIVATE, videoForWindows(first));
        };
        PictureFile size = new PictureFile().integer(PIXEL_WIDTH, first.width()).integer(PIXEL_HEIGHT, first.height());
        return described.element(VIDEO, size);
    }

    private static PictureFile videoForWindows(PictureHead first) {
        ByteBuffer header = ByteBuffer.allocate(VFW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(VFW_BYTES).putInt(first.width()).putInt(first.height());
        header.putShort((short) 1).putShort((short) VFW_BITS);
        header.put("MPNG".getBytes(StandardCharsets.US_ASCII));
        PictureFile content = new PictureFile();
        content.out.writeBytes(header.array());
        return content;
    }

    private PictureFile text(int id, String text) {
        PictureFile content = new PictureFile();
        content.out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return element(id, content);
    }

    private PictureFile integer(int id, long value) {
        PictureFile content = new PictureFile();
        content.number(value);
        return element(id, content);
    }

    private PictureFile element(int id, PictureFile content) {
        id(id);
        number(SIZE_OF_EIGHT_BYTES | content.out.size());
        out.writeBytes(content.out.toByteArray());
        return this;
    }

    /** An id says by itself how many bytes it has. */
    private void id(int id) {
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            if (id >>> shift != 0) {
                out.write(id >>> shift);
            }
        }
    }

    private void number(long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }
}
