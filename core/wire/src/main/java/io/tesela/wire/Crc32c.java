package io.tesela.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * CRC32C of a payload: eight lower-case hex digits on the wire.
 *
 * <p><b>Source:</b> RFC 3720, appendix B.4 (Castagnoli); the JDK has it as an intrinsic.
 */
public final class Crc32c {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{8}");

    private Crc32c() {}

    /** Returns the checksum of the remaining bytes; {@code bytes} keeps its position. */
    public static int of(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /** Returns eight lower-case hex digits. */
    public static String hex(int crc32c) {
        return HexFormat.of().toHexDigits(crc32c);
    }

    static boolean isHex(String text) {
        return HEX.matcher(text).matches();
    }

    static int parse(String hex) {
        return HexFormat.fromHexDigits(hex);
    }
}
