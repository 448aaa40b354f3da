package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.journal.Ticket;
import io.tesela.ingest.spool.MediaFile;
import io.tesela.media.SegmentEncoderFactory;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.EncoderRequest;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Mode;
import io.tesela.wire.FilterRequest;
import io.tesela.wire.ServerMessage.Limits;
import io.tesela.wire.WireCodec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, checked and with the server's defaults filled in.
 *
 * @param name of the video, for people; of one that is read in place, its path below the media root
 * @param mode how the video comes
 * @param size bytes of the video; null: not known
 * @param live whether the video may never end, so that nothing is kept that has been worked on
 * @param onMissing what is done about a tile that nobody answers
 */
public record JobRequest(
        String name,
        Mode mode,
        @Nullable Long size,
        boolean live,
        FilterChain filters,
        TileGrid tiles,
        EncoderSettings encoder,
        Container container,
        OnMissing onMissing) {
    /**
     * Checks a handshake.
     *
     * @throws TeselaException naming what was wrong and what was expected
     */
    public static JobRequest of(
            Handshake handshake, IngestConfig config, FilterCatalogue catalogue, SegmentEncoderFactory encoders) {
        requireServed(handshake, config);
        if (handshake.live() && handshake.detach()) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE, "handshake: detach: of a live video (expected: its client stays)");
        }
        if (handshake.live() && handshake.preview()) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE,
                    "handshake: preview: of a live video (expected: a video with an end, of which all is kept)");
        }
        requireTakeable(handshake, config.flow());
        String chain =
                handshake.filters().isEmpty() ? config.defaults().filters() : FilterRequest.chain(handshake.filters());
        EncoderSettings encoder = encoder(handshake, config.defaults().encoder());
        encoders.identify(encoder);
        return new JobRequest(
                handshake.name(),
                handshake.mode(),
                handshake.size(),
                handshake.live(),
                FilterChain.parse(chain, catalogue),
                orElse(handshake.tiles(), config.defaults().tiles()),
                encoder,
                handshake.container(),
                handshake.onMissing());
    }

    /**
     * Returns what a former life of this ingest had been asked for.
     *
     * @throws TeselaException if this one does not know the filters
     */
    static JobRequest of(Ticket ticket, FilterCatalogue catalogue) {
        return new JobRequest(
                ticket.name(),
                orElse(ticket.mode(), Mode.STREAM),
                ticket.size(),
                false,
                FilterChain.parse(ticket.filters(), catalogue),
                ticket.tiles(),
                ticket.encoder(),
                ticket.container(),
                ticket.onMissing());
    }

    /**
     * Returns what is written down of this.
     *
     * @param client whose jobs are counted together
     * @param media the video, where it is read in place; null: it is sent
     */
    Ticket ticket(String client, Instant started, @Nullable MediaFile media) {
        return new Ticket(
                Ticket.VERSION,
                mode,
                name,
                media == null ? null : new Ticket.Media(media.bytes(), media.modifiedMs()),
                media == null ? size : Long.valueOf(media.bytes()),
                filters.toString(),
                tiles,
                encoder,
                container,
                onMissing,
                client,
                started.toEpochMilli(),
                false,
                null);
    }

    /** Returns whether a client that goes in the middle of its upload can come back: of pictures nobody counts what is there. */
    boolean resumable() {
        return !live && mode != Mode.FRAMES;
    }

    /** Returns this of a video whose size is known. */
    JobRequest withSize(long bytes) {
        return new JobRequest(name, mode, bytes, live, filters, tiles, encoder, container, onMissing);
    }

    /** Returns what whoever asked for this should know; null: nothing. */
    @Nullable
    String advice() {
        return ChainPlan.advice(filters, tiles).orElse(null);
    }

    /** Returns how much of the video will lie on disk, as far as is known beforehand. */
    long expectedBytes() {
        return size == null || live ? 0 : size;
    }

    /** Returns what the server takes. */
    Limits limits(IngestConfig.Flow flow) {
        return new Limits(WireCodec.MAX_JSON_BYTES, WireCodec.MAX_PAYLOAD_BYTES, live ? null : flow.maxUploadBytes());
    }

    /** Refuses ways of bringing a video that this server does not know. */
    static void requireServed(Handshake handshake, IngestConfig config) {
        if (handshake.mode() == Mode.FILE && config.access().mediaRoot().isEmpty()) {
            throw new TeselaException(
                    FailureCode.PATH_NOT_ALLOWED,
                    "handshake: mode: this server has no videos of its own (expected: stream, or a server that is started"
                            + " with --media-root)");
        }
        if (handshake.mode() == Mode.FILE && handshake.live()) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE, "handshake: live: of a file (expected: mode stream, or not live)");
        }
    }

    private static void requireTakeable(Handshake handshake, IngestConfig.Flow flow) {
        Long size = handshake.size();
        long most = Math.min(flow.maxUploadBytes(), flow.diskBytes());
        if (size != null && !handshake.live() && size > most) {
            throw new TeselaException(
                    FailureCode.TOO_LARGE, "handshake: size: " + size + " (expected: at most " + most + " bytes)");
        }
        if (handshake.live() && handshake.container() != Container.FMP4) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE,
                    "handshake: container: mp4 of a live video (expected: fmp4, since its end is not foreseen)");
        }
    }

    private static EncoderSettings encoder(Handshake handshake, EncoderSettings defaults) {
        EncoderRequest wish = handshake.encoder();
        String codec = orElse(handshake.codec(), defaults.codec());
        if (wish == null) {
            return new EncoderSettings(codec, defaults.encoder(), defaults.preset(), defaults.crf());
        }
        try {
            return new EncoderSettings(
                    codec,
                    orElse(wish.name(), defaults.encoder()),
                    orElse(wish.preset(), defaults.preset()),
                    orElse(wish.crf(), defaults.crf()));
        } catch (IllegalArgumentException e) {
            throw new TeselaException(FailureCode.UNSUPPORTED_CODEC, String.valueOf(e.getMessage()), e);
        }
    }

    private static <T> T orElse(@Nullable T wish, T otherwise) {
        return wish == null ? otherwise : wish;
    }
}
