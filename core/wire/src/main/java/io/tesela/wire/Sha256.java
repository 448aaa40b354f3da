package io.tesela.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which every Java platform has to have, as the protocol and the report write it. */
public final class Sha256 {
    private static final int BUFFER_BYTES = 1 << 16;

    private Sha256() {}

    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not there (expected: in every Java platform)", e);
        }
    }

    /** Returns 64 lower-case hex digits; {@code digest} starts anew. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns a digest of the same bytes; each goes on by itself. */
    public static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256: cannot be copied (expected: that of the Java platform can)", e);
        }
    }

    /** Returns that of a whole file, hex; blocks on the disk. */
    public static String of(Path file) throws IOException {
        MessageDigest digest = start();
        try (InputStream in = Files.newInputStream(file)) {
            update(digest, in);
        }
        return hex(digest);
    }

    /** Takes all bytes there are; returns how many. */
    public static long update(MessageDigest digest, InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
            bytes += count;
        }
        return bytes;
    }
}
