package io.tesela.ingest.output;

import io.tesela.wire.Sha256;
import java.security.MessageDigest;

/**
 * The SHA-256 of bytes as they come, of which those since the last {@link #commit} may be taken back.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class RunningSha256 {
    private MessageDigest committed = Sha256.start();
    private MessageDigest ahead = Sha256.start();

    void update(byte[] bytes) {
        ahead.update(bytes);
    }

    void commit() {
        committed = Sha256.copy(ahead);
    }

    /** Forgets what has come since the last {@link #commit}. */
    void restart() {
        ahead = Sha256.copy(committed);
    }

    /** Returns that of all committed bytes, hex. */
    String committed() {
        return Sha256.hex(Sha256.copy(committed));
    }
}
