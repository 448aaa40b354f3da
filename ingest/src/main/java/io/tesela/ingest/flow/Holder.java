package io.tesela.ingest.flow;

import java.util.Locale;

/** Who may hold a frame of a job, on its way from the decoder to the client; each frame has one holder at a time. */
public enum Holder {
    /** Decoded, and not known to be safe in the log. */
    DECODER,
    /** A tile of it waits in the tile topic. */
    TILES,
    /** Processors have all its tiles that did not come back. */
    PROCESSORS,
    /** Its tiles are filtered, and not joined. */
    RESULTS,
    /** With its assembler: composed, encoded, its segment open or being published. */
    ENCODER,
    /** In the job's file, and not given to the client. */
    OUTPUT,
    /** Given to the client, which has not said that it is stored. */
    CLIENT;

    /** Returns its name in meters and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
