package io.tesela.standalone.role;

import io.tesela.kafka.reactor.KafkaClientMeters;
import io.tesela.media.ffmpeg.FfmpegLog;
import io.tesela.standalone.trace.ProcessTracing;
import io.tesela.standalone.trace.TraceSettings;
import io.tesela.telemetry.ProcessSnapshot;
import io.tesela.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * The threads, event loops and meters of one process.
 *
 * <pre>
 * kafka     calls and signals of the transport          compose   frame stages
 * filter    filters of tiles                            encode    encoders
 * decode    decoders, which wait for uploads            join      all joins, one thread
 * io        files                                       timer     intervals and pauses, never work
 * lookups   what Kafka's clients count, and what decoders' processes take
 * </pre>
 *
 * <p><b>Ownership:</b> closes all of them; roles are closed before.
 */
public final class ProcessRuntime implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
    private static final int MAX_QUEUED = 100_000;

    private final ProcessIdentity identity;
    private final Telemetry telemetry;
    private final FfmpegLog ffmpegLog = FfmpegLog.install();
    private final LoopResources loops = LoopResources.create("tesela-net", 2, true);
    private final Scheduler kafka = Schedulers.newBoundedElastic(8, MAX_QUEUED, "tesela-kafka", 30, true);
    private final Scheduler filter;
    private final Scheduler compose;
    private final Scheduler encode;
    private final Scheduler decode;
    private final Scheduler join = Schedulers.newSingle("tesela-join", true);
    private final Scheduler io = Schedulers.newBoundedElastic(4, MAX_QUEUED, "tesela-io", 30, true);
    private final ScheduledExecutorService lookups = Executors.newSingleThreadScheduledExecutor(daemon());
    private final Scheduler timer = Schedulers.newSingle("tesela-timer", true);

    /**
     * @param role name of the process in its meters
     * @param parallelism threads for each kind of work that keeps a core busy
     * @param filterThreads threads for filters: the sum of what all tile processors of this process run at once
     * @param maxJobs most decoders at once
     */
    public ProcessRuntime(String role, int parallelism, int filterThreads, int maxJobs) {
        this.identity = ProcessIdentity.of(role);
        this.telemetry = Telemetry.prometheus(role);
        this.filter = filters(filterThreads);
        this.compose = Schedulers.newParallel("tesela-compose", parallelism, true);
        this.encode = Schedulers.newParallel("tesela-encode", parallelism, true);
        this.decode = Schedulers.newBoundedElastic(maxJobs, MAX_QUEUED, "tesela-decode", 30, true);
    }

    public Telemetry telemetry() {
        return telemetry;
    }

    /** Starts to trace as told; the caller closes it before this. */
    public ProcessTracing tracing(TraceSettings settings) {
        return ProcessTracing.start(settings, telemetry.meters(), io, timer);
    }

    /** Returns a name that no other process has. */
    public String id() {
        return identity.id();
    }

    /** Returns how this process stands. */
    public ProcessSnapshot snapshot() {
        return identity.snapshot(telemetry);
    }

    /** Returns where Kafka's clients show what they count. */
    public KafkaClientMeters kafkaMeters() {
        return KafkaClientMeters.in(telemetry.registry(), lookups);
    }

    public LoopResources loops() {
        return loops;
    }

    public Scheduler kafka() {
        return kafka;
    }

    public Scheduler filter() {
        return filter;
    }

    public Scheduler compose() {
        return compose;
    }

    public Scheduler encode() {
        return encode;
    }

    public Scheduler decode() {
        return decode;
    }

    public Scheduler join() {
        return join;
    }

    public Scheduler io() {
        return io;
    }

    public ScheduledExecutorService lookups() {
        return lookups;
    }

    public Scheduler timer() {
        return timer;
    }

    public Clock clock() {
        return Clock.systemUTC();
    }

    /** One queue for all its threads: a thread whose filter never returns has none of its own, in which work would be lost, too. */
    private static Scheduler filters(int threads) {
        AtomicInteger number = new AtomicInteger();
        return Schedulers.fromExecutorService(
                Executors.newFixedThreadPool(threads, work -> {
                    Thread thread = new Thread(work, "tesela-filter-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                }),
                "tesela-filter");
    }

    @Override
    public void close() {
        loops.disposeLater(Duration.ZERO, CLOSE_TIMEOUT).block(CLOSE_TIMEOUT.multipliedBy(2));
        for (Scheduler scheduler : new Scheduler[] {filter, compose, encode, decode, join, io, timer, kafka}) {
            scheduler.dispose();
        }
        lookups.shutdownNow();
        ffmpegLog.close();
        telemetry.close();
    }

    private static ThreadFactory daemon() {
        return work -> {
            Thread thread = new Thread(work, "tesela-lookups");
            thread.setDaemon(true);
            return thread;
        };
    }
}
