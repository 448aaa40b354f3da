package io.tesela.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Makes our meters in an injected registry, with their names, tags and descriptions.
 *
 * <p>Asking twice for the same counter or timer gives the same one, so an owner may ask at each use or keep it.
 *
 * <ul>
 *   <li><b>Threads:</b> any; nothing blocks. A gauge's supplier is called on the thread that scrapes: an event loop.
 *   <li><b>Ownership:</b> a gauge keeps its supplier until the registry is closed, or until it is removed from it. A second
 *       gauge with the same name and tags is ignored, so gauges sum over jobs instead of naming them.
 * </ul>
 */
public final class RoleMeters {
    /** Chosen to part 1080p tiles of a cheap filter (about 2 ms) from a 4K frame of a heavy one (seconds). */
    private static final List<Duration> TIME_BUCKETS = List.of(
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    private final MeterRegistry registry;
    private final Tags common;

    /** @param registry where the meters live; the caller closes it */
    public RoleMeters(MeterRegistry registry) {
        this(registry, Tags.empty());
    }

    private RoleMeters(MeterRegistry registry, Tags common) {
        this.registry = registry;
        this.common = common;
    }

    /**
     * Returns a maker of the same meters for one of several roles in this process, told apart by their tag {@code role}.
     *
     * @param role such as {@code tile-processor-2}; one of a closed list
     */
    public RoleMeters of(String role) {
        return new RoleMeters(registry, Tags.of(TelemetryNames.ROLE, role));
    }

    /**
     * Returns the counter of frames that passed a stage.
     *
     * @param stage a word from a closed list, such as {@code decoded}, {@code published}, {@code joined}, {@code encoded}
     */
    public Counter frames(String stage) {
        return counter(TelemetryNames.FRAMES, "frames that passed a stage", Tags.of(TelemetryNames.STAGE, stage));
    }

    /**
     * Returns the counter of tiles that ended in one way.
     *
     * @param outcome a word from a closed list, such as {@code filtered}, {@code failed}, {@code duplicate}
     */
    public Counter tiles(String outcome) {
        return counter(TelemetryNames.TILES, "tiles by how they ended", Tags.of(TelemetryNames.OUTCOME, outcome));
    }

    /**
     * Returns the timer of a tile stage's work on one tile; where threads work on its parts at once, the time of all of them.
     *
     * @param filter the names of its filters without their parameters: the number of series must stay small
     */
    public Timer tileTime(String filter) {
        return timer(
                TelemetryNames.TILE, "time the tile stage worked on one tile", Tags.of(TelemetryNames.FILTER, filter));
    }

    /** Returns the timer of the way from a frame's decoding to its encoding. */
    public Timer frameLatency() {
        return timer(TelemetryNames.FRAME_LATENCY, "from a frame's decoding to its encoding", Tags.empty());
    }

    /** Returns the counter of attempts after the first. */
    public Counter retries() {
        return counter(TelemetryNames.RETRIES, "attempts after the first, of any tile", Tags.empty());
    }

    /**
     * Returns the counter of tiles that left as their original pixels.
     *
     * @param reason a word from a closed list, never a message of an exception
     */
    public Counter degradedTiles(String reason) {
        return counter(
                TelemetryNames.DEGRADED_TILES,
                "tiles that left as their original pixels",
                Tags.of(TelemetryNames.REASON, reason));
    }

    /** Returns the counter of segments that ended early because their job stood still. */
    public Counter segmentCuts() {
        return counter(
                TelemetryNames.SEGMENT_CUTS, "segments that ended early, their job standing still", Tags.empty());
    }

    /** Returns the counter of jobs that were let go of because nothing was heard of their ingest. */
    public Counter parkings() {
        return counter(TelemetryNames.PARKINGS, "jobs let go of, their ingest being silent", Tags.empty());
    }

    /** Shows how many bytes the files of all jobs take on disk. */
    public Gauge diskBytes(Supplier<Number> bytes) {
        return gauge(TelemetryNames.DISK_BYTES, "bytes of the files of all jobs on disk", Tags.empty(), bytes);
    }

    /** Returns the counter of video bytes taken from clients. */
    public Counter uploadBytes() {
        return counter(TelemetryNames.UPLOAD_BYTES, "bytes of video taken from clients", Tags.empty());
    }

    /** Returns the counter of video bytes given to clients. */
    public Counter downloadBytes() {
        return counter(TelemetryNames.DOWNLOAD_BYTES, "bytes of video given to clients", Tags.empty());
    }

    /** Shows how many frames are decoded and not yet released, over all jobs. */
    public Gauge inFlightFrames(Supplier<Number> frames) {
        return gauge(TelemetryNames.IN_FLIGHT_FRAMES, "frames decoded and not yet released", Tags.empty(), frames);
    }

    /** Shows how many bytes of pixels the frames in flight take, over all jobs. */
    public Gauge inFlightBytes(Supplier<Number> bytes) {
        return gauge(TelemetryNames.IN_FLIGHT_BYTES, "bytes of pixels of frames in flight", Tags.empty(), bytes);
    }

    /** Shows how many bytes of audio wait for the frames they go along with. */
    public Gauge audioBytes(Supplier<Number> bytes) {
        return gauge(TelemetryNames.AUDIO_BYTES, "bytes of audio that wait for their frames", Tags.empty(), bytes);
    }

    /** Shows how many processes decode. */
    public Gauge decoderProcesses(Supplier<Number> processes) {
        return gauge(TelemetryNames.DECODER_PROCESSES, "processes that decode a video", Tags.empty(), processes);
    }

    /** Shows how many listen to the events of an ingest. */
    public Gauge eventListeners(Supplier<Number> listeners) {
        return gauge(
                TelemetryNames.EVENT_LISTENERS, "who listens to the events of this ingest", Tags.empty(), listeners);
    }

    /** Shows how many results are read over HTTP, beside their clients. */
    public Gauge downloads(Supplier<Number> downloads) {
        return gauge(TelemetryNames.DOWNLOADS, "results that are read over HTTP", Tags.empty(), downloads);
    }

    /** Shows how many previews are waited for. */
    public Gauge previews(Supplier<Number> previews) {
        return gauge(TelemetryNames.PREVIEWS, "previews that are waited for", Tags.empty(), previews);
    }

    /** Shows how much memory those processes take. */
    public Gauge decoderBytes(Supplier<Number> bytes) {
        return gauge(TelemetryNames.DECODER_BYTES, "resident memory of the processes that decode", Tags.empty(), bytes);
    }

    /** Shows after how many seconds a tile is sent again; 0 while there is no job. */
    public Gauge tileDeadlineSeconds(Supplier<Number> seconds) {
        return gauge(TelemetryNames.TILE_DEADLINE, "time after which a tile is sent again", Tags.empty(), seconds);
    }

    /**
     * Shows how many frames one party holds, of those that are decoded and that no client has stored.
     *
     * @param holder one of a closed list, such as {@code decoder} or {@code client}
     */
    public Gauge creditFrames(String holder, Supplier<Number> frames) {
        return gauge(
                TelemetryNames.CREDIT_FRAMES,
                "frames decoded and not stored by the client, by holder",
                Tags.of(TelemetryNames.HOLDER, holder),
                frames);
    }

    /**
     * Shows how many entries wait in a bounded queue.
     *
     * @param queue the queue's name, one of a closed list
     */
    public Gauge queueDepth(String queue, Supplier<Number> entries) {
        return gauge(
                TelemetryNames.QUEUE_DEPTH,
                "entries waiting in a bounded queue",
                Tags.of(TelemetryNames.QUEUE, queue),
                entries);
    }

    /**
     * Shows how far this process is behind the end of the partitions it reads.
     *
     * @param topic the topic's name
     */
    public Gauge kafkaLagRecords(String topic, Supplier<Number> records) {
        return gauge(
                TelemetryNames.KAFKA_LAG_RECORDS,
                "records behind the end of the partitions read here",
                Tags.of(TelemetryNames.TOPIC, topic),
                records);
    }

    /**
     * Shows how often the receiver of a topic was made anew because it was owed records and got none.
     *
     * @param topic the topic's name
     * @param source asked for the number at each scrape; kept by the caller, as the meter does not
     */
    public <T> FunctionCounter receiverRebuilds(String topic, T source, ToDoubleFunction<T> rebuilds) {
        return FunctionCounter.builder(TelemetryNames.RECEIVER_REBUILDS, source, rebuilds)
                .description("receivers made anew, being owed records and getting none")
                .tags(common.and(TelemetryNames.TOPIC, topic))
                .register(registry);
    }

    /**
     * Shows how many jobs are in a state.
     *
     * @param state a job's state, one of a closed list
     */
    public Gauge jobs(String state, Supplier<Number> jobs) {
        return gauge(TelemetryNames.JOBS, "jobs by state", Tags.of(TelemetryNames.STATE, state), jobs);
    }

    /**
     * Shows how many bytes of a topic went over the network of the broker in this process.
     *
     * @param topic the topic's name
     * @param direction {@code in} or {@code out}
     * @param source asked for the number at each scrape; kept by the caller, as the meter does not
     */
    public <T> FunctionCounter brokerBytes(String topic, String direction, T source, ToDoubleFunction<T> bytes) {
        return FunctionCounter.builder(TelemetryNames.BROKER_BYTES, source, bytes)
                .description("bytes over the network of the broker")
                .tags(common.and(TelemetryNames.TOPIC, topic, TelemetryNames.DIRECTION, direction))
                .register(registry);
    }

    /**
     * Returns the counter of spans that ended in one way.
     *
     * @param outcome a word from a closed list, such as {@code exported}, {@code dropped}
     */
    public Counter spans(String outcome) {
        return counter(TelemetryNames.SPANS, "spans by what became of them", Tags.of(TelemetryNames.OUTCOME, outcome));
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(name)
                .description(description)
                .tags(common.and(tags))
                .register(registry);
    }

    private Timer timer(String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(common.and(tags))
                .serviceLevelObjectives(TIME_BUCKETS.toArray(Duration[]::new))
                .register(registry);
    }

    private Gauge gauge(String name, String description, Tags tags, Supplier<Number> value) {
        return Gauge.builder(name, value)
                .description(description)
                .tags(common.and(tags))
                .strongReference(true)
                .register(registry);
    }
}
