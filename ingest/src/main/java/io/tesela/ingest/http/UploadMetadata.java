package io.tesela.ingest.http;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.EncoderRequest;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Mode;
import io.tesela.wire.FilterRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code Upload-Metadata} of an upload asks for: a key and a value in Base64 each, parted by commas. {@code filename} as clients of tus say
 * it; {@code filters}, {@code tiles}, {@code codec}, {@code encoder}, {@code preset}, {@code crf} and {@code on_missing} as the flags of the
 * command line have them. Others are left alone: clients of tus say more.
 *
 * <p><b>Errors:</b> one sentence that names the key.
 *
 * <p><b>Source:</b> tus 1.0.0, "Upload-Metadata".
 */
final class UploadMetadata {
    /** Asks for nothing. */
    static final UploadMetadata NONE = new UploadMetadata(Map.of());

    private final Map<String, String> values;

    private UploadMetadata(Map<String, String> values) {
        this.values = values;
    }

    /** Reads the header. */
    static UploadMetadata parse(String header) {
        Map<String, String> values = new HashMap<>();
        for (String pair : header.split(",", -1)) {
            String[] words = pair.strip().split(" ", 2);
            values.put(words[0], words.length == 1 ? "" : decoded(words[0], words[1].strip()));
        }
        return new UploadMetadata(values);
    }

    /** Returns the header that asks for these. */
    static String of(String name, String filters, String tiles) {
        return Stream.of("filename " + encoded(name), "filters " + encoded(filters), "tiles " + encoded(tiles))
                .collect(Collectors.joining(","));
    }

    private static String encoded(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns what a client says that wants the same over TCP, and goes when its video is there.
     *
     * @param size bytes of the video
     */
    Handshake handshake(long size) {
        String filters = values.getOrDefault("filters", "");
        return new Handshake(
                Handshake.VERSION,
                Mode.STREAM,
                Container.MP4,
                values.get("codec"),
                read("tiles", TileGrid::parse),
                filters.isBlank() ? List.of() : FilterRequest.parseChain(filters),
                values.getOrDefault("filename", ""),
                size,
                false,
                true,
                false,
                null,
                null,
                encoder(),
                onMissing());
    }

    private @Nullable EncoderRequest encoder() {
        String name = values.get("encoder");
        String preset = values.get("preset");
        Integer crf = read("crf", Integer::valueOf);
        return name == null && preset == null && crf == null ? null : new EncoderRequest(name, preset, crf);
    }

    private OnMissing onMissing() {
        OnMissing wish = read("on_missing", word -> OnMissing.valueOf(word.toUpperCase(Locale.ROOT)));
        return wish == null ? OnMissing.FILL : wish;
    }

    private <T> @Nullable T read(String key, Function<String, T> reading) {
        String value = values.get(key);
        try {
            return value == null ? null : reading.apply(value);
        } catch (IllegalArgumentException e) {
            throw refusal(key, "'" + value + "' (expected: as --" + key.replace('_', '-') + " of tesela upload)", e);
        }
    }

    private static String decoded(String key, String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refusal(key, "'" + base64 + "' (expected: Base64)", e);
        }
    }

    private static TeselaException refusal(String key, String sentence, Exception cause) {
        return new TeselaException(FailureCode.BAD_MESSAGE, "Upload-Metadata: " + key + ": " + sentence, cause);
    }
}
