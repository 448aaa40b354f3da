package io.tesela.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * JSON of a snapshot, in records and in events; what is not understood of another version is passed over.
 *
 * <pre>
 * {"id", "role", "host", "meters": [{"name", "tags": {}, "value", "seconds"?, "buckets"?: []}]}
 * </pre>
 */
public final class ProcessSnapshotJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ProcessSnapshotJson() {}

    /** Returns a snapshot as JSON. */
    public static ObjectNode write(ProcessSnapshot snapshot) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", snapshot.id()).put("role", snapshot.role()).put("host", snapshot.host());
        ArrayNode meters = json.putArray("meters");
        snapshot.meters().forEach(reading -> meters.add(write(reading)));
        return json;
    }

    /** Returns the snapshot that some bytes hold; empty if they hold none. */
    public static Optional<ProcessSnapshot> read(byte[] bytes) {
        try {
            return Optional.of(MAPPER.readTree(bytes))
                    .filter(JsonNode::isObject)
                    .flatMap(ProcessSnapshotJson::read);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode write(MeterReading reading) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", reading.name());
        ObjectNode tags = json.putObject("tags");
        new TreeMap<>(reading.tags()).forEach(tags::put);
        json.put("value", reading.value());
        if (!reading.buckets().isEmpty()) {
            json.put("seconds", reading.seconds());
            ArrayNode buckets = json.putArray("buckets");
            reading.buckets().forEach(buckets::add);
        }
        return json;
    }

    private static Optional<ProcessSnapshot> read(JsonNode json) {
        String id = json.path("id").asText("");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        List<MeterReading> meters = new ArrayList<>();
        json.path("meters").forEach(meter -> meters.add(reading(meter)));
        return Optional.of(new ProcessSnapshot(
                id, json.path("role").asText(""), json.path("host").asText(""), meters));
    }

    private static MeterReading reading(JsonNode json) {
        Map<String, String> tags = new TreeMap<>();
        json.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText("")));
        List<Long> buckets = new ArrayList<>();
        json.path("buckets").forEach(count -> buckets.add(count.asLong()));
        return new MeterReading(
                json.path("name").asText(""),
                tags,
                json.path("value").asDouble(),
                json.path("seconds").asDouble(),
                buckets);
    }
}
