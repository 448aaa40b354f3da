package io.tesela.ingest.testing;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.OnMissing;
import io.tesela.wire.ClientMessage;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Mode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Handshakes for videos that are not just bytes to come: of a known size, by name, as pictures. */
public final class Handshakes {
    private Handshakes() {}

    /**
     * Returns a handshake for a video below the server's media root.
     *
     * @param resume the job to go on with; null: a new one
     */
    public static Handshake placed(String name, @Nullable JobId resume) {
        return handshake(Mode.FILE, name, null, resume == null ? null : new ClientMessage.Resume(resume, 0));
    }

    /** Returns a handshake for a video that comes as pictures. */
    public static Handshake pictures() {
        return handshake(Mode.FRAMES, "v.fake", null, null);
    }

    /**
     * Returns a handshake for a video of a known size.
     *
     * @param resume the job to go on with; null: a new one
     */
    public static Handshake sized(long size, ClientMessage.@Nullable Resume resume) {
        return handshake(Mode.STREAM, "v.fake", size, resume);
    }

    private static Handshake handshake(
            Mode mode, String name, @Nullable Long size, ClientMessage.@Nullable Resume resume) {
        return new Handshake(
                Handshake.VERSION,
                mode,
                Container.FMP4,
                null,
                null,
                List.of(),
                name,
                size,
                false,
                false,
                false,
                null,
                resume,
                null,
                OnMissing.FILL);
    }
}
