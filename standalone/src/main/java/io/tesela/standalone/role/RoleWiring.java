package io.tesela.standalone.role;

import io.tesela.assembler.Assembler;
import io.tesela.assembler.AssemblerConfig;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.filters.FilterEngine;
import io.tesela.ingest.Ingest;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.flow.WindowBudget;
import io.tesela.ingest.job.IngestMeters;
import io.tesela.ingest.job.JobContext;
import io.tesela.ingest.preview.PreviewDesk;
import io.tesela.ingest.preview.PreviewMaker;
import io.tesela.ingest.spool.DataLock;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.ingest.spool.IngestId;
import io.tesela.kafka.flow.KeyPartitioner;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RetryingSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.media.ffmpeg.Ffmpeg;
import io.tesela.media.ffmpeg.FfmpegPreviews;
import io.tesela.media.ffmpeg.FfmpegSegmentEncoderFactory;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import io.tesela.media.process.IsolatedDecoderFactory;
import io.tesela.processor.FilterStage;
import io.tesela.processor.ProcessorConfig;
import io.tesela.processor.TileProcessor;
import io.tesela.standalone.trace.ProcessTracing;
import io.tesela.telemetry.ProcessResources;
import io.tesela.telemetry.Readiness;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.RoleRoutes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Makes roles out of a runtime and a transport, and starts them.
 *
 * <p><b>Threads:</b> blocks while topics are made and natives are loaded. <b>Ownership:</b> what is started is closed by
 * {@code closing}.
 */
public final class RoleWiring {
    /** Longest wait for topics and for the progress log; a broker that just started needs a few seconds. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    /** Longest wait for jobs to end when the process does. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    /** Pixels of a frame's tiles are one call to the sink: a whole 4K frame must pass. */
    private static final int MAX_RECORDS_IN_FLIGHT = 256;

    private static final long MAX_BYTES_IN_FLIGHT = 48L << 20;
    /** The desk hands over no more than are made at once. */
    private static final int MOST_PREVIEWS_QUEUED = 64;

    private final ProcessRuntime runtime;
    private final Transport transport;
    private final Closing closing;
    private final Function<String, RoleMeters> meters;
    private final ProcessTracing tracing;
    private final FilterCatalogue catalogue = FilterCatalogue.installed();
    private final FilterEngine filters = FilterEngine.installed();
    private final Map<String, Integer> partitions;
    private final List<Mono<Void>> failures = new ArrayList<>();
    private final List<Consumer<HttpServerRoutes>> routes = new ArrayList<>();

    /**
     * Makes sure that the topics are there.
     *
     * @param meters where a role counts, by its id
     * @param tracing what roles trace with; stays the caller's
     */
    public RoleWiring(
            ProcessRuntime runtime,
            Transport transport,
            PartitionCounts counts,
            Function<String, RoleMeters> meters,
            ProcessTracing tracing,
            Closing closing) {
        this.runtime = runtime;
        this.transport = transport;
        this.closing = closing;
        this.meters = meters;
        this.tracing = tracing;
        this.partitions = Waiting.on("topics", transport.ensureTopics(Topics.specs(counts)), START_TIMEOUT);
    }

    /** Starts an ingest; returns it once clients can connect. */
    public Ingest ingest(IngestConfig config) {
        closing.add(DataLock.take(config.data()));
        claim(config);
        Ffmpeg.warmUp();
        ProgressLog progress = new ProgressLog(transport.tail(Topics.PROGRESS), new JobDirectory());
        RecordSink carrier = transport.sink(
                SinkSettings.of(config.id() + "-tiles").withMaxInFlight(MAX_RECORDS_IN_FLIGHT, MAX_BYTES_IN_FLIGHT));
        RecordSink sink = closing.add(new RetryingSink(carrier, runtime.timer()));
        AtomicInteger tilePartitions = new AtomicInteger(count(Topics.TILES));
        IsolatedDecoderFactory decoders = closing.add(
                new IsolatedDecoderFactory(config.decoder(), ProcessResources::residentBytes, runtime.lookups()));
        IngestMeters counts = new IngestMeters(meters.apply(config.id()));
        counts.watchDecoders(decoders::running, decoders::residentBytes);
        FfmpegVideoDecoderFactory ours = closing.add(new FfmpegVideoDecoderFactory());
        // Not on the threads of the files: an animation takes seconds, and bytes would wait behind it.
        Scheduler previews = Schedulers.newBoundedElastic(
                config.sessions().browsers().maxPreviews(), MOST_PREVIEWS_QUEUED, "tesela-preview", 30, true);
        // One that is being made has a decoder open, which is to be closed before its factory is.
        closing.add(() -> Waiting.forEnd("the previews", previews.disposeGracefully(), STOP_TIMEOUT));
        JobContext context = new JobContext(
                config,
                catalogue,
                decoders,
                new FfmpegSegmentEncoderFactory(),
                new PreviewDesk(
                        new PreviewMaker(ours, new FfmpegPreviews()),
                        config.sessions().browsers().maxPreviews(),
                        previews),
                sink,
                progress.directory(),
                new WindowBudget(config.flow().windowFrames(), config.flow().windowBytes()),
                new DiskQuota(config.flow().diskBytes()),
                tilePartitions::get,
                count(Topics.PROGRESS),
                KeyPartitioner.partition(config.id(), count(Topics.OUTPUT)),
                counts,
                tracing.of("ingest", config.id()),
                runtime.clock(),
                runtime.decode(),
                runtime.io(),
                runtime.timer());
        Ingest ingest = closing.add(
                new Ingest(context, transport, progress, tilePartitions, runtime::snapshot, runtime.loops()));
        // Closed before the ingest itself, the sink and the transport: jobs take themselves out of the log.
        closing.add(() -> Waiting.forEnd("the jobs", ingest.stop(), STOP_TIMEOUT));
        failures.add(ingest.failed());
        routes.addAll(ingest.routes());
        return Waiting.on("the ingest server", ingest.start(), START_TIMEOUT);
    }

    /** Jobs that outlive their ingest are found again by its name. */
    private static void claim(IngestConfig config) {
        if (!config.keeping().whenStopped()) {
            return;
        }
        try {
            IngestId.claim(config.data(), config.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells ingests in other processes how this one stands. */
    public void report() {
        RecordSink sink = closing.add(transport.sink(TelemetryReporter.sinkOf(runtime.id())));
        Disposable reporting = new TelemetryReporter(runtime::snapshot, sink, runtime.io(), runtime.timer())
                .run()
                .subscribe();
        closing.add(reporting::dispose);
    }

    /** Starts a tile processor. */
    public Readiness processor(ProcessorConfig config) {
        filters.warmUp();
        TileProcessor processor = closing.add(new TileProcessor(
                config,
                transport,
                catalogue,
                new FilterStage(filters),
                meters.apply(config.id()),
                tracing.of("tile-processor", config.id()),
                runtime.filter(),
                runtime.timer()));
        failures.add(processor.failed());
        processor.start();
        return processor.readiness();
    }

    /** Starts an assembler. */
    public Readiness assembler(AssemblerConfig config) {
        filters.warmUp();
        Ffmpeg.warmUp();
        Assembler assembler = closing.add(new Assembler(
                config,
                transport,
                count(Topics.PROGRESS),
                catalogue,
                new FilterOutputs(filters),
                new FfmpegSegmentEncoderFactory(),
                meters.apply(config.id()),
                tracing.of("assembler", config.id()),
                runtime.clock(),
                new Assembler.Schedulers(runtime.join(), runtime.compose(), runtime.encode(), runtime.timer())));
        failures.add(assembler.failed());
        assembler.start();
        return assembler.readiness();
    }

    /** Returns what every role answers over HTTP, whoever asks, and then what the roles started here do. */
    List<Consumer<HttpServerRoutes>> routesWith(RoleRoutes ofEveryRole) {
        return Stream.concat(Stream.of(ofEveryRole), routes.stream()).toList();
    }

    /** Fails, with a sentence, when one of the roles started here cannot go on; never completes. */
    public Mono<Void> failed() {
        return Mono.firstWithSignal(failures);
    }

    private int count(String topic) {
        Integer count = partitions.get(topic);
        if (count == null) {
            throw new IllegalStateException("topic: " + topic + " (expected: made at the start)");
        }
        return count;
    }
}
