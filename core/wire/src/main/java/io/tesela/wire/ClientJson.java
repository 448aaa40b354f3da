package io.tesela.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.EncoderRequest;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.EofFrames;
import io.tesela.wire.ClientMessage.Frame;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Mode;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.ClientMessage.Resume;
import io.tesela.wire.ClientMessage.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON of what a client says. */
final class ClientJson {
    private static final List<Mode> MODES = List.of(Mode.values());
    private static final List<Container> CONTAINERS = List.of(Container.values());
    private static final List<OnMissing> ON_MISSING = List.of(OnMissing.values());

    private ClientJson() {}

    static MessageHead<ClientMessage> read(JsonFields json) {
        return switch (json.name()) {
            case "handshake" -> MessageHead.bare(json, handshake(json));
            case "chunk" -> chunk(json);
            case "frame" -> frame(json);
            case "eof" -> MessageHead.bare(json, eof(json));
            case "received" ->
                MessageHead.bare(json, new Received(json.whole("offset"), json.optionalFlag("complete")));
            case "cancel" -> MessageHead.bare(json, new Cancel());
            case "status" -> MessageHead.bare(json, status(json));
            default ->
                throw JsonFields.refusal("type: '" + json.name()
                        + "' (expected: one of handshake, chunk, frame, eof, received, cancel, status)");
        };
    }

    static void write(ClientMessage message, ObjectNode json) {
        if (message instanceof Handshake handshake) {
            write(handshake, json);
        } else if (message instanceof Chunk chunk) {
            json.put("offset", chunk.offset());
            json.put(WireCodec.BYTES, chunk.payload().remaining());
            json.put("crc32c", Crc32c.hex(chunk.crc32c()));
        } else if (message instanceof Frame frame) {
            json.put("seq", frame.seq()).put("pts", frame.pts());
            json.put(WireCodec.BYTES, frame.payload().remaining()).put("last", frame.last());
        } else if (message instanceof Eof eof) {
            json.put("size", eof.size()).put("sha256", eof.sha256());
        } else if (message instanceof EofFrames eof) {
            json.put("total_frames", eof.totalFrames());
        } else if (message instanceof Received received) {
            json.put("offset", received.offset());
            if (received.complete()) {
                json.put("complete", true);
            }
        } else if (message instanceof Status status && status.job() != null) {
            json.put("job", status.job().value());
        }
    }

    private static Status status(JsonFields json) {
        String job = json.optionalText("job");
        return new Status(job == null ? null : new JobId(job));
    }

    private static Handshake handshake(JsonFields json) {
        // First of all: another version may have other fields.
        long version = json.whole("version", 0, Integer.MAX_VALUE);
        Handshake.requireVersion(version);
        Mode mode = json.word("mode", MODES);
        Container container = json.optionalWord("container", CONTAINERS);
        OnMissing onMissing = json.optionalWord("on_missing", ON_MISSING);
        String name = json.optionalText("name");
        return new Handshake(
                (int) version,
                mode,
                container == null ? Container.MP4 : container,
                json.optionalText("codec"),
                tiles(json),
                filters(json),
                name == null ? "" : name,
                json.optionalWhole("size"),
                json.optionalFlag("live"),
                json.optionalFlag("detach"),
                json.optionalFlag("preview"),
                json.optionalText("token"),
                resume(json.optionalObject("resume")),
                encoder(json.optionalObject("encoder")),
                onMissing == null ? OnMissing.FILL : onMissing);
    }

    private static @Nullable TileGrid tiles(JsonFields json) {
        JsonNode grid = json.optionalArray("tiles");
        if (grid == null) {
            return null;
        }
        if (grid.size() != 2
                || !grid.path(0).isIntegralNumber()
                || !grid.path(1).isIntegralNumber()) {
            throw json.unexpected("tiles", grid, "[columns,rows]");
        }
        return TileGrid.parse(grid.path(0).asText() + "x" + grid.path(1).asText());
    }

    private static List<FilterRequest> filters(JsonFields json) {
        JsonNode chain = json.optionalArray("filters");
        if (chain == null) {
            return List.of();
        }
        if (chain.size() > FilterChain.MAX_LENGTH) {
            throw FilterRequest.tooLong();
        }
        List<FilterRequest> filters = new ArrayList<>();
        for (JsonNode filter : chain) {
            filters.add(filter(json, filter));
        }
        return filters;
    }

    private static FilterRequest filter(JsonFields json, JsonNode filter) {
        JsonNode parameters = filter.path(1);
        boolean sound = filter.isArray() && filter.path(0).isTextual() && filter.size() <= 2;
        if (!sound || !(parameters.isMissingNode() || parameters.isObject() || parameters.isArray())) {
            throw json.unexpected("filters", filter, "[\"name\",{\"parameter\":value}] or [\"name\",[value]]");
        }
        Map<String, String> named = new LinkedHashMap<>();
        List<String> positional = new ArrayList<>();
        for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
            named.put(parameter.getKey(), value(json, parameter.getValue()));
        }
        if (parameters.isArray()) {
            parameters.forEach(parameter -> positional.add(value(json, parameter)));
        }
        return new FilterRequest(filter.path(0).textValue(), named, positional);
    }

    private static String value(JsonFields json, JsonNode value) {
        if (!value.isNumber() && !value.isTextual()) {
            throw json.unexpected("filters", value, "a number or a word as parameter");
        }
        return value.asText();
    }

    private static @Nullable Resume resume(@Nullable JsonFields json) {
        return json == null ? null : new Resume(new JobId(json.text("job")), json.whole("received"));
    }

    private static @Nullable EncoderRequest encoder(@Nullable JsonFields json) {
        if (json == null) {
            return null;
        }
        Long crf = json.optionalWhole("crf", 0, 51);
        return new EncoderRequest(
                json.optionalText("name"), json.optionalText("preset"), crf == null ? null : crf.intValue());
    }

    private static MessageHead<ClientMessage> chunk(JsonFields json) {
        long offset = json.whole("offset");
        int crc32c = json.crc32c("crc32c");
        return MessageHead.of(json, payload -> new Chunk(offset, payload, crc32c));
    }

    private static MessageHead<ClientMessage> frame(JsonFields json) {
        long seq = json.whole("seq");
        long pts = json.whole("pts", Long.MIN_VALUE, Long.MAX_VALUE);
        boolean last = json.flag("last");
        return MessageHead.of(json, payload -> new Frame(seq, pts, payload, last));
    }

    private static ClientMessage eof(JsonFields json) {
        Long totalFrames = json.optionalWhole("total_frames");
        return totalFrames == null ? new Eof(json.whole("size"), json.sha256("sha256")) : new EofFrames(totalFrames);
    }

    private static void write(Handshake handshake, ObjectNode json) {
        json.put("version", handshake.version());
        json.put("mode", JsonFields.onWire(handshake.mode()));
        json.put("container", JsonFields.onWire(handshake.container()));
        putUnlessNull(json, "codec", handshake.codec());
        TileGrid tiles = handshake.tiles();
        if (tiles != null) {
            json.putArray("tiles").add(tiles.columns()).add(tiles.rows());
        }
        if (!handshake.filters().isEmpty()) {
            ArrayNode chain = json.putArray("filters");
            handshake.filters().forEach(filter -> write(filter, chain.addArray()));
        }
        json.put("name", handshake.name());
        Long size = handshake.size();
        if (size != null) {
            json.put("size", size);
        }
        if (handshake.live()) {
            json.put("live", true);
        }
        if (handshake.detach()) {
            json.put("detach", true);
        }
        if (handshake.preview()) {
            json.put("preview", true);
        }
        if (handshake.onMissing() != OnMissing.FILL) {
            json.put("on_missing", JsonFields.onWire(handshake.onMissing()));
        }
        putUnlessNull(json, "token", handshake.token());
        Resume resume = handshake.resume();
        if (resume != null) {
            json.putObject("resume").put("job", resume.job().value()).put("received", resume.received());
        }
        EncoderRequest encoder = handshake.encoder();
        if (encoder != null) {
            write(encoder, json.putObject("encoder"));
        }
    }

    private static void write(FilterRequest filter, ArrayNode json) {
        json.add(filter.name());
        if (filter.positional().isEmpty()) {
            ObjectNode named = json.addObject();
            filter.named().forEach((parameter, value) -> named.set(parameter, value(value)));
        } else {
            ArrayNode positional = json.addArray();
            filter.positional().forEach(value -> positional.add(value(value)));
        }
    }

    private static void write(EncoderRequest encoder, ObjectNode json) {
        putUnlessNull(json, "name", encoder.name());
        putUnlessNull(json, "preset", encoder.preset());
        Integer crf = encoder.crf();
        if (crf != null) {
            json.put("crf", crf);
        }
    }

    /** A word begins with a small letter, a number does not. */
    private static JsonNode value(String text) {
        return Character.isLowerCase(text.charAt(0))
                ? JsonNodeFactory.instance.textNode(text)
                : WireCodec.number(Double.parseDouble(text));
    }

    private static void putUnlessNull(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }
}
