package io.tesela.ingest.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The kinds of video that browsers play, told by their first bytes.
 *
 * <p>What somebody has sent is never said to be more than that: a browser would show a page, or run a script, as ours.
 *
 * <p>Source: ISO/IEC 14496-12, 4.3 (file type); RFC 8794, 8.1 (EBML); RFC 3533, 6 (Ogg).
 */
enum VideoType {
    MP4("video/mp4", 4, "ftyp"),
    MATROSKA("video/webm", 0, "\u001AE\u00DF\u00A3"),
    OGG("video/ogg", 0, "OggS"),
    OTHER("application/octet-stream", 0, "");

    private final String mime;
    private final int at;
    private final String mark;

    /**
     * @param at where its mark is
     * @param mark a character for each byte
     */
    VideoType(String mime, int at, String mark) {
        this.mime = mime;
        this.at = at;
        this.mark = mark;
    }

    /** Returns the kind of a video that begins so. */
    static VideoType of(ByteBuffer head) {
        String bytes = StandardCharsets.ISO_8859_1.decode(head.duplicate()).toString();
        return Arrays.stream(values())
                .filter(type -> bytes.startsWith(type.mark, type.at))
                .findFirst()
                .orElse(OTHER);
    }

    String mime() {
        return mime;
    }
}
