package io.tesela.ingest.journal;

import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.Mode;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for when a job was taken up, with the server's defaults filled in, and what has become of its upload since.
 *
 * @param version of the layout, {@value #VERSION}
 * @param mode how the video comes; null: as a stream, as it always did before this was written down
 * @param name of the video, for people; of one that is read in place, its path below the media root
 * @param media the video, where it is read in place; null: it is sent
 * @param size bytes of the video; null: not known
 * @param filters compact chain
 * @param tiles the grid that was asked for
 * @param container what the client wants to hold
 * @param onMissing what is done about a tile that nobody answers
 * @param client whose jobs are counted together
 * @param startedMs when the job was taken up, milliseconds since 1970
 * @param detached whether the client wants to go once its video is there
 * @param upload null: not all of it is there
 */
public record Ticket(
        int version,
        @Nullable Mode mode,
        String name,
        @Nullable Media media,
        @Nullable Long size,
        String filters,
        TileGrid tiles,
        EncoderSettings encoder,
        Container container,
        OnMissing onMissing,
        String client,
        long startedMs,
        boolean detached,
        @Nullable Uploaded upload) {
    /** Of the layout. */
    public static final int VERSION = 1;

    public Ticket {
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version + " (expected: " + VERSION + ")");
        }
    }

    /**
     * A complete upload.
     *
     * @param sha256 hex
     */
    public record Uploaded(long bytes, String sha256) {}

    /**
     * A video that is read in place, as it was when the job was taken up.
     *
     * @param bytes its size
     * @param modifiedMs when it was changed last, milliseconds since 1970
     */
    public record Media(long bytes, long modifiedMs) {}

    /** Returns whether nobody can go on with the job: its pictures are not all there, and nobody counts which are. */
    public boolean lost() {
        return mode == Mode.FRAMES && upload == null;
    }

    /** Returns this of a job whose client wants to go. */
    public Ticket withDetached() {
        return new Ticket(
                version, mode, name, media, size, filters, tiles, encoder, container, onMissing, client, startedMs,
                true, upload);
    }

    /** Returns this of a job whose video is there. */
    public Ticket with(Uploaded complete) {
        return new Ticket(
                version, mode, name, media, size, filters, tiles, encoder, container, onMissing, client, startedMs,
                detached, complete);
    }
}
