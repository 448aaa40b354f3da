package io.tesela.standalone;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The outermost boxes of an MP4: ISO/IEC 14496-12, 4.2. */
final class Mp4Boxes {
    private static final int TYPE_BYTES = 4;

    private Mp4Boxes() {}

    /** Returns where each box of that type ends. */
    static List<Integer> endsOf(String type, ByteBuffer video) {
        List<Integer> ends = new ArrayList<>();
        int begin = 0;
        while (begin < video.limit()) {
            int end = begin + video.getInt(begin);
            byte[] name = new byte[TYPE_BYTES];
            video.get(begin + Integer.BYTES, name);
            if (new String(name, StandardCharsets.US_ASCII).equals(type)) {
                ends.add(end);
            }
            begin = end;
        }
        return ends;
    }
}
