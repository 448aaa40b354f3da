package io.tesela.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/** Words for a measurement: tables for people, JSON for machines. */
final class Rendering {
    private static final double KB = 1e3;
    private static final double MB = 1e6;

    private final Measurement measured;

    Rendering(Measurement measured) {
        this.measured = measured;
    }

    /** Returns the tables, with a line feed at the end. */
    String text() {
        return String.join("\n", head(), floor().toString(), jobs().toString(), kafka().toString(), memory());
    }

    /** Returns the same numbers in one object, with a line feed at the end. */
    String json() {
        JsonMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();
        ObjectNode root = mapper.createObjectNode();
        root.put("clip", clipName())
                .put("filters", measured.scenario().filters().toString())
                .put("tiles", measured.scenario().tiles().toString())
                .put("processors", measured.scenario().processors())
                .put("parallelism", measured.scenario().parallelism())
                .put("window", measured.scenario().window())
                .put("cores", measured.cores())
                .put("load_at_start", measured.loadAtStart())
                .put("load_at_end", measured.loadAtEnd());
        ObjectNode floor = mapper.valueToTree(measured.floor());
        floor.put("total_ms", measured.floor().totalMs());
        root.set("floor", floor);
        ArrayNode jobs = root.putArray("jobs");
        for (JobCost job : measured.jobs()) {
            ObjectNode node = mapper.valueToTree(job);
            node.put("ratio", measured.ratio(job)).put("fps", job.fps()).put("busy_cores", job.busyCores());
            jobs.add(node);
        }
        root.put("peak_resident_bytes", measured.peakResidentBytes())
                .put("largest_heap_bytes", measured.largestHeapBytes());
        try {
            return mapper.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("measurement: " + measured + " (expected: numbers and names)", e);
        }
    }

    private String head() {
        FloorCost floor = measured.floor();
        return String.format(
                Locale.ROOT,
                "%s: %dx%d, %d frames, %s, %s tiles%n%d cores, load average %.1f before and %.1f after%n",
                clipName(),
                floor.width(),
                floor.height(),
                floor.frames(),
                measured.scenario().filters(),
                measured.scenario().tiles(),
                measured.cores(),
                measured.loadAtStart(),
                measured.loadAtEnd());
    }

    private Table floor() {
        FloorCost floor = measured.floor();
        return new Table("one thread each", "decode", "filter", "encode", "floor")
                .row(
                        "CPU ms/frame",
                        number(floor.decodeMs()),
                        number(floor.filterMs()),
                        number(floor.encodeMs()),
                        number(floor.totalMs()));
    }

    private Table jobs() {
        Table table = new Table(
                "whole service", "CPU ms/frame", "x floor", "fps", "cores busy", "p50 ms", "p95 ms", "in flight");
        for (JobCost job : measured.jobs()) {
            table.row(
                    jobName(job),
                    number(job.cpuMs()),
                    number(measured.ratio(job)),
                    number(job.fps()),
                    number(job.busyCores()),
                    number(job.p50Ms()),
                    number(job.p95Ms()),
                    Long.toString(job.framesInFlight()));
        }
        return table;
    }

    private String jobName(JobCost job) {
        if (job.number() == 1) {
            return "job 1, cold";
        }
        return "job " + job.number() + (job.number() == measured.jobs().size() ? ", warm" : "");
    }

    /** Of the last job: a cold one may go through a rebalance, which reads records twice. */
    private Table kafka() {
        Table table = new Table("Kafka, kB/frame", "produced", "consumed");
        TopicBytes total = TopicBytes.NONE;
        for (Map.Entry<String, TopicBytes> topic :
                measured.warmest().kafkaByName().entrySet()) {
            TopicBytes bytes = topic.getValue();
            total = total.plus(bytes);
            if (bytes.produced() + bytes.consumed() > 0) {
                table.row(topic.getKey(), number(bytes.produced() / KB), number(bytes.consumed() / KB));
            }
        }
        return table.row("total", number(total.produced() / KB), number(total.consumed() / KB));
    }

    private String memory() {
        return String.format(
                Locale.ROOT,
                "peak RSS %.0f MB of the process (broker, all roles, client; its heap may grow to %.0f MB)%n",
                measured.peakResidentBytes() / MB,
                measured.largestHeapBytes() / MB);
    }

    private String clipName() {
        return String.valueOf(measured.scenario().clip().getFileName());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
