package io.tesela.ingest.http;

import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.job.JobContext;
import io.tesela.ingest.job.JobRegistry;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.LogTail;
import io.tesela.telemetry.ProcessSnapshot;
import io.tesela.telemetry.ProcessSnapshotJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.util.retry.Retry;

/**
 * All that a browser gets of one ingest: its routes, and what keeps them up to date.
 *
 * <ul>
 *   <li><b>Backpressure:</b> looks once a second; see {@link LiveEvents}, {@link ProcessBoard} and {@link VideoAnswer} for what is held.
 *   <li><b>Threads:</b> what looks runs on the scheduler of the files, never on the timer; see the routes for theirs.
 *   <li><b>Errors:</b> are logged, and what failed is tried again: no job is worse off for it.
 * </ul>
 */
public final class IngestPage {
    private static final Logger LOG = LoggerFactory.getLogger(IngestPage.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final JobContext context;
    private final JobRegistry jobs;
    private final LogTail telemetry;
    private final ProcessBoard processes;
    private final LiveEvents events;
    private final HostNames names;
    private final Downloads downloads;
    private final JobRoutes jobRoutes;
    private final EventRoute eventRoute;

    /**
     * @param ownProcess how this process stands
     * @param telemetry what others say, read by nobody else
     */
    public IngestPage(JobContext context, JobRegistry jobs, Supplier<ProcessSnapshot> ownProcess, LogTail telemetry) {
        this.context = context;
        this.jobs = jobs;
        this.telemetry = telemetry;
        IngestConfig.Browsers browsers = context.config().sessions().browsers();
        this.names = new HostNames(Stream.concat(
                browsers.hostNames().stream(), Stream.of(ownProcess.get().host())));
        this.processes = new ProcessBoard(ownProcess, context.clock());
        this.events = new LiveEvents(jobs::views, processes::alive, context.clock());
        this.downloads = new Downloads(browsers.maxDownloads());
        this.jobRoutes = new JobRoutes(jobs, downloads);
        this.eventRoute = new EventRoute(events, browsers.maxListeners());
        context.meters().watchBrowsers(eventRoute::listeners, downloads::open, context.previews()::open);
    }

    /** Returns what it answers, those first that look who comes. */
    public List<Consumer<HttpServerRoutes>> routes() {
        IngestConfig config = context.config();
        return List.of(
                names,
                new PageRoutes(),
                new FilterRoute(context.catalogue(), config.defaults()),
                new UploadRoutes(
                        new Uploads(jobs), context.timer(), config.flow().maxUploadBytes()),
                jobRoutes,
                new PreviewRoutes(new KnownJobs(jobs), context.previews()),
                eventRoute);
    }

    /** Keeps it up to date, until cancelled. */
    public Flux<Void> run() {
        return Flux.merge(1, others(), ticks(), context.previews().run());
    }

    /** From now on: what lies in the log may be of processes that are no more. */
    private Flux<Void> others() {
        return telemetry
                .records()
                .skipUntilOther(telemetry.caughtUp())
                .doOnNext(this::hear)
                .retryWhen(again("telemetry"))
                .thenMany(Flux.empty());
    }

    private void hear(FlowRecord record) {
        Optional.ofNullable(record.value()).flatMap(ProcessSnapshotJson::read).ifPresent(processes::hear);
    }

    private Flux<Void> ticks() {
        return Flux.interval(PERIOD, context.timer())
                .onBackpressureDrop()
                .publishOn(context.ioScheduler(), 1)
                .concatMap(tick -> Mono.<Void>fromRunnable(events::tick), 1)
                .retryWhen(again("events"));
    }

    private Retry again(String what) {
        return Retry.backoff(Long.MAX_VALUE, PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .transientErrors(true)
                .scheduler(context.timer())
                .doBeforeRetry(failed -> LOG.atWarn()
                        .setCause(failed.failure())
                        .addKeyValue("what", what)
                        .log("the page is not up to date, trying again soon"));
    }
}
