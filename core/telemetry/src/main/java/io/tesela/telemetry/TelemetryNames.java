package io.tesela.telemetry;

/**
 * Names of our meters and of their tags, as Micrometer writes them; Prometheus shows {@code tesela.frames} as
 * {@code tesela_frames_total}.
 *
 * <p>They are part of the public interface: dashboards and alerts are built on them.
 */
public final class TelemetryNames {
    /** Counter: frames that passed a stage; tag {@link #STAGE}. */
    public static final String FRAMES = "tesela.frames";

    /** Counter: tiles by how they ended; tag {@link #OUTCOME}. */
    public static final String TILES = "tesela.tiles";

    /** Timer with buckets: the time the tile stage worked on one tile; tag {@link #FILTER}. */
    public static final String TILE = "tesela.tile";

    /** Timer with buckets: from a frame's decoding to its encoding. */
    public static final String FRAME_LATENCY = "tesela.frame.latency";

    /** Counter: attempts after the first, of any tile. */
    public static final String RETRIES = "tesela.retries";

    /** Counter: tiles that left as their original pixels; tag {@link #REASON}. */
    public static final String DEGRADED_TILES = "tesela.degraded.tiles";

    /** Counter: segments that ended early because their job stood still. */
    public static final String SEGMENT_CUTS = "tesela.segment.cuts";

    /** Jobs let go of because their ingest was silent. */
    public static final String PARKINGS = "tesela.parkings";

    /** Gauge: frames decoded and not yet released. */
    public static final String IN_FLIGHT_FRAMES = "tesela.in.flight.frames";

    /** Gauge: bytes of pixels of the frames in flight. */
    public static final String IN_FLIGHT_BYTES = "tesela.in.flight.bytes";

    /** Gauge: bytes of audio that wait for the frames they go along with. */
    public static final String AUDIO_BYTES = "tesela.audio.bytes";

    /** Gauge: processes that decode, one for each video that is open. */
    public static final String DECODER_PROCESSES = "tesela.decoder.processes";

    /** Gauge: resident memory of those processes, bytes. */
    public static final String DECODER_BYTES = "tesela.decoder.bytes";

    /** Gauge: time after which a tile is sent again, seconds; of several jobs the longest. */
    public static final String TILE_DEADLINE = "tesela.tile.deadline.seconds";

    /** Gauge: frames that are decoded and that no client has stored, by who holds them; tag {@link #HOLDER}. */
    public static final String CREDIT_FRAMES = "tesela.credit.frames";

    /** Gauge: entries waiting in a bounded queue; tag {@link #QUEUE}. */
    public static final String QUEUE_DEPTH = "tesela.queue.depth";

    /** Gauge: records behind the end of the partitions this process reads; tag {@link #TOPIC}. */
    public static final String KAFKA_LAG_RECORDS = "tesela.kafka.lag.records";

    /** Counter: receivers made anew because they were owed records and got none; tag {@link #TOPIC}. */
    public static final String RECEIVER_REBUILDS = "tesela.receiver.rebuilds";

    /** Gauge: bytes of the files of all jobs on disk. */
    public static final String DISK_BYTES = "tesela.disk.bytes";

    /** Counter: bytes of video taken from clients. */
    public static final String UPLOAD_BYTES = "tesela.upload.bytes";

    /** Counter: bytes of video given to clients. */
    public static final String DOWNLOAD_BYTES = "tesela.download.bytes";

    /** Gauge: browsers and others that listen to the events of an ingest. */
    public static final String EVENT_LISTENERS = "tesela.event.listeners";

    /** Gauge: results that are read over HTTP. */
    public static final String DOWNLOADS = "tesela.downloads";

    /** Gauge: previews that are waited for. */
    public static final String PREVIEWS = "tesela.previews";

    /** Gauge: jobs by state; tag {@link #STATE}. */
    public static final String JOBS = "tesela.jobs";

    /** Counter: bytes over the network of the broker in this process; tags {@link #TOPIC}, {@link #DIRECTION}. */
    public static final String BROKER_BYTES = "tesela.broker.bytes";

    /** Counter: spans by what became of them; tag {@link #OUTCOME}. Only where traces are taken. */
    public static final String SPANS = "tesela.spans";

    /** Gauge: resident memory of this process, bytes. */
    public static final String RESIDENT_MEMORY = "process.resident.memory";

    /** Gauge: highest resident memory of this process since its start, bytes. */
    public static final String RESIDENT_MEMORY_PEAK = "process.resident.memory.peak";

    /** Tag of every meter: the role that runs in this process. */
    public static final String ROLE = "role";

    /** Tag: the stage a frame passed, such as {@code decoded} or {@code encoded}. */
    public static final String STAGE = "stage";

    /** Tag: how a tile ended, such as {@code filtered} or {@code failed}; or a span, such as {@code dropped}. */
    public static final String OUTCOME = "outcome";

    /** Tag: the names of the filters of a tile stage, joined by {@code +}, never their parameters. */
    public static final String FILTER = "filter";

    /** Tag: why a tile is degraded, a word from a closed list. */
    public static final String REASON = "reason";

    /** Tag: who holds a frame, one of a closed list such as {@code decoder} or {@code client}. */
    public static final String HOLDER = "holder";

    /** Tag: a queue's name. */
    public static final String QUEUE = "queue";

    /** Tag: a topic's name. */
    public static final String TOPIC = "topic";

    /** Tag: {@code in} or {@code out}, as the broker sees it. */
    public static final String DIRECTION = "direction";

    /** Tag: a job's state. */
    public static final String STATE = "state";

    private TelemetryNames() {}
}
