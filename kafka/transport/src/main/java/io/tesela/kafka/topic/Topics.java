package io.tesela.kafka.topic;

import io.tesela.kafka.flow.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The topics of the service, and how they are created. */
public final class Topics {
    /** Haloed tiles, from ingest to the processors. */
    public static final String TILES = "tesela.tiles";

    /** Manifests, tile results and ends of jobs, to the assemblers. */
    public static final String RESULTS = "tesela.results";

    /** Segments with their receipts, from assemblers to the ingest of the job. */
    public static final String OUTPUT = "tesela.output";

    /** Which jobs there are and how far they have come, to everyone; compacted. */
    public static final String PROGRESS = "tesela.progress";

    /** Tiles and tile results that can never be used, with the cause. */
    public static final String DEAD_TILES = "tesela.dead-tiles";

    /** Reserved for snapshots of every instance. */
    public static final String TELEMETRY = "tesela.telemetry";

    /**
     * How often whoever reads tiles or results deletes what is behind its committed offsets: as often as the embedded broker looks for
     * files to delete. What topics then hold is in doc/PERFORMANCE.md, Flow.
     */
    public static final Duration DELETE_INTERVAL = Duration.ofMillis(250);

    /** The group that reads tiles. */
    public static final String PROCESSORS = "tesela-tile-processors";

    /** The group that reads results. */
    public static final String ASSEMBLERS = "tesela-assemblers";

    /** Largest record value: a whole 4K frame in 4:2:0 is 12.4 MB. */
    public static final int MAX_VALUE_BYTES = 16 * 1024 * 1024;

    /** A record's value, key, headers and batch overhead. */
    private static final int MAX_MESSAGE_BYTES = MAX_VALUE_BYTES + 64 * 1024;

    private Topics() {}

    /**
     * Returns what every role makes sure exists when it starts.
     *
     * <p>Pixels and segments are deleted behind committed offsets by whoever read them, so nothing is deleted by age or
     * size. A broker deletes whole log segments only, and never the newest, so a new one is begun twice a second, or as often as the
     * broker looks for old ones: what is
     * kept follows the rate, not the size of the file.
     */
    public static List<TopicSpec> specs(PartitionCounts counts) {
        return List.of(
                pipe(TILES, counts.tiles()),
                pipe(RESULTS, counts.results()),
                pipe(OUTPUT, counts.output()),
                new TopicSpec(
                        PROGRESS,
                        counts.progress(),
                        Map.of(
                                "cleanup.policy",
                                "compact",
                                "segment.bytes",
                                "8388608",
                                "min.cleanable.dirty.ratio",
                                "0.3")),
                new TopicSpec(
                        DEAD_TILES,
                        1,
                        Map.of(
                                "max.message.bytes",
                                Integer.toString(MAX_MESSAGE_BYTES),
                                "retention.bytes",
                                "268435456",
                                "segment.bytes",
                                "33554432")),
                new TopicSpec(TELEMETRY, 1, Map.of("retention.ms", "600000", "segment.bytes", "8388608")));
    }

    /** Returns the names of all topics. */
    public static List<String> names() {
        return List.of(TILES, RESULTS, OUTPUT, PROGRESS, DEAD_TILES, TELEMETRY);
    }

    private static TopicSpec pipe(String name, int partitions) {
        return new TopicSpec(
                name,
                partitions,
                Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        "-1",
                        "retention.bytes",
                        "-1",
                        "segment.bytes",
                        "33554432",
                        "segment.ms",
                        "500",
                        "file.delete.delay.ms",
                        "200",
                        "max.message.bytes",
                        Integer.toString(MAX_MESSAGE_BYTES)));
    }

    /**
     * With how many partitions the topics are created; existing ones keep theirs.
     *
     * @param tiles at least twice the processors you mean to run
     * @param results at least the assemblers you mean to run
     * @param output at least the ingests you mean to run
     * @param progress any
     */
    public record PartitionCounts(int tiles, int results, int output, int progress) {
        /** For up to six processors; {@code tesela topics --tiles N} grows the tiles later. */
        public static final PartitionCounts DEFAULT = new PartitionCounts(12, 4, 4, 2);
    }
}
