package io.tesela.wire;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client says. */
public sealed interface ClientMessage extends WireMessage {

    /** How the video comes. */
    enum Mode {
        /** As the bytes of a file, in chunks. */
        STREAM,
        /** As a file that the server can read itself. */
        FILE,
        /** As single pictures. */
        FRAMES
    }

    /** What the client wants to hold at the end. */
    enum Container {
        /** A regular MP4, which the client finishes from the fragments; the report's SHA-256 is of that file. */
        MP4,
        /** The fragments as they come; the report's SHA-256 is of these bytes. */
        FMP4
    }

    /**
     * Asks for a job; the first message of a session.
     *
     * @param version of the protocol, {@value #VERSION}
     * @param mode how the video comes
     * @param container what the client wants to hold
     * @param codec such as {@code h264}; null: the server's default
     * @param tiles the grid; null: the server's default
     * @param filters the chain; empty: the server's default
     * @param name of the video, for people
     * @param size bytes of the video; null: not known before its end
     * @param live whether it may never end: the server keeps only what it still needs, and cannot resume the job
     * @param detach whether the client goes once its video is there, and the job goes on without it
     * @param preview whether the client wants pictures of the result: single frames while it is made, an animation at its end
     * @param token proves who the client is; null: it does not say
     * @param resume the job to go on with, whose wishes stay as they were; null: a new one
     * @param encoder wishes beyond the codec; null: none
     * @param onMissing what is done about a tile that nobody answers
     */
    record Handshake(
            int version,
            Mode mode,
            Container container,
            @Nullable String codec,
            @Nullable TileGrid tiles,
            List<FilterRequest> filters,
            String name,
            @Nullable Long size,
            boolean live,
            boolean detach,
            boolean preview,
            @Nullable String token,
            @Nullable Resume resume,
            @Nullable EncoderRequest encoder,
            OnMissing onMissing)
            implements ClientMessage {
        /** The one version of the protocol. */
        public static final int VERSION = 1;

        public Handshake {
            requireVersion(version);
            filters = List.copyOf(filters);
            if (size != null) {
                requireOffset("size", size);
            }
        }

        static void requireVersion(long version) {
            if (version != VERSION) {
                throw new TeselaException(
                        FailureCode.UNSUPPORTED_VERSION, "version: " + version + " (expected: " + VERSION + ")");
            }
        }

        @Override
        public String type() {
            return "handshake";
        }

        /** {@inheritDoc} The token is not shown. */
        @Override
        public String toString() {
            return "Handshake[mode=" + mode + ", container=" + container + ", codec=" + codec + ", tiles=" + tiles
                    + ", filters=" + FilterRequest.chain(filters) + ", name=" + name + ", size=" + size + ", live="
                    + live + ", detach=" + detach + ", preview=" + preview + ", resume="
                    + resume + ", encoder=" + encoder + ", onMissing=" + onMissing + "]";
        }
    }

    /**
     * Names a job to go on with.
     *
     * @param job what {@code accepted} said
     * @param received download bytes the client has stored
     */
    record Resume(JobId job, long received) {
        public Resume {
            requireOffset("received", received);
        }
    }

    /**
     * Wishes for the encoder beyond the codec.
     *
     * @param name FFmpeg's name of the encoder, or {@code auto}; null: the server's choice
     * @param preset x264 preset; null: the server's choice
     * @param crf constant rate factor; null: the server's choice
     */
    record EncoderRequest(
            @Nullable String name,
            @Nullable String preset,
            @Nullable Integer crf) {}

    /**
     * Some bytes of the video.
     *
     * @param offset of the first byte in the video
     * @param payload at most 1 MiB
     * @param crc32c of the payload, as the sender computed it
     */
    record Chunk(long offset, ByteBuffer payload, int crc32c) implements ClientMessage {
        public Chunk {
            requireOffset("offset", offset);
            payload = Payload.checked(payload);
        }

        /** Returns a chunk with the right checksum. */
        public static Chunk of(long offset, ByteBuffer payload) {
            return new Chunk(offset, payload, Crc32c.of(payload));
        }

        @Override
        public ByteBuffer payload() {
            return payload.duplicate();
        }

        @Override
        public String type() {
            return "chunk";
        }
    }

    /**
     * A part of one JPEG or PNG picture.
     *
     * @param seq number of the picture, from 0
     * @param pts microseconds
     * @param payload at most 1 MiB
     * @param last whether the picture ends here
     */
    record Frame(long seq, long pts, ByteBuffer payload, boolean last) implements ClientMessage {
        public Frame {
            requireOffset("seq", seq);
            payload = Payload.checked(payload);
        }

        @Override
        public ByteBuffer payload() {
            return payload.duplicate();
        }

        @Override
        public String type() {
            return "frame";
        }
    }

    /**
     * The video is complete.
     *
     * @param size bytes of the video
     * @param sha256 of the video, 64 lower-case hex digits
     */
    record Eof(long size, String sha256) implements ClientMessage {
        public Eof {
            requireOffset("size", size);
        }

        @Override
        public String type() {
            return "eof";
        }
    }

    /**
     * All pictures are there; {@code eof} on the wire, in mode {@code frames}.
     *
     * @param totalFrames how many
     */
    record EofFrames(long totalFrames) implements ClientMessage {
        public EofFrames {
            requireOffset("total_frames", totalFrames);
        }

        @Override
        public String type() {
            return "eof";
        }
    }

    /**
     * The client has stored the download up to here; cumulative.
     *
     * @param offset bytes of the download
     * @param complete whether it has the report too, and nothing more is wanted of the job: the server may let go of it
     */
    record Received(long offset, boolean complete) implements ClientMessage {
        public Received {
            requireOffset("offset", offset);
        }

        /** More is to come. */
        public Received(long offset) {
            this(offset, false);
        }

        @Override
        public String type() {
            return "received";
        }
    }

    /**
     * Asks how jobs stand, instead of a handshake; the answer ends the session.
     *
     * @param job the one; null: all
     */
    record Status(@Nullable JobId job) implements ClientMessage {
        @Override
        public String type() {
            return "status";
        }
    }

    /** The client no longer wants the job. */
    record Cancel() implements ClientMessage {
        @Override
        public String type() {
            return "cancel";
        }
    }

    private static void requireOffset(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
        }
    }
}
