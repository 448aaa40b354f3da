package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.media.SegmentEncoderFactory;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.EncoderRequest;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Mode;
import io.tesela.wire.FilterRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, checked and with the server's defaults filled in.
 *
 * @param name of the video, for people
 */
public record JobRequest(
        String name, FilterChain filters, TileGrid tiles, EncoderSettings encoder, Container container) {
    /**
     * Checks a handshake.
     *
     * @throws TeselaException naming what was wrong and what was expected
     */
    public static JobRequest of(
            Handshake handshake, IngestConfig config, FilterCatalogue catalogue, SegmentEncoderFactory encoders) {
        if (handshake.mode() != Mode.STREAM) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE, "handshake: mode: this server takes none but stream (expected: stream)");
        }
        if (handshake.resume() != null) {
            throw new TeselaException(
                    FailureCode.UNKNOWN_JOB,
                    "handshake: resume: " + handshake.resume().job() + " (expected: a job that this server keeps)");
        }
        Long size = handshake.size();
        if (size != null && size > config.flow().maxUploadBytes()) {
            throw new TeselaException(
                    FailureCode.TOO_LARGE,
                    "handshake: size: " + size + " (expected: at most "
                            + config.flow().maxUploadBytes() + " bytes)");
        }
        String chain =
                handshake.filters().isEmpty() ? config.defaults().filters() : FilterRequest.chain(handshake.filters());
        EncoderSettings encoder = encoder(handshake, config.defaults().encoder());
        encoders.identify(encoder);
        return new JobRequest(
                handshake.name(),
                FilterChain.parse(chain, catalogue),
                orElse(handshake.tiles(), config.defaults().tiles()),
                encoder,
                handshake.container());
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
