package io.tesela.bench;

import io.tesela.bench.FlowGauges.Sample;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.standalone.role.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * What a client costs that stores nothing for a while, and what it gets when it goes on.
 *
 * <p><b>Threads:</b> blocks, for about a minute more than the client stands still.
 */
final class StalledClient {
    /** Small, so that the client's own bounds are met at once and not after a long film. */
    private static final long OUTPUT_BYTES = 256L << 10;

    private static final long UPLOAD_AHEAD_BYTES = 1L << 20;
    private static final int LOOPS = 40;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration RATE = Duration.ofSeconds(20);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final double MB = 1e6;

    private final FlowScenario scenario;
    private final Duration stall;

    StalledClient(FlowScenario scenario, Duration stall) {
        this.scenario = scenario;
        this.stall = stall;
    }

    /** Returns tables. */
    String measure() throws IOException, InterruptedException {
        IngestConfig.Flow usual = IngestConfig.Flow.DEFAULT;
        IngestConfig.Flow flow = new IngestConfig.Flow(
                usual.windowFrames(),
                usual.windowBytes(),
                OUTPUT_BYTES,
                UPLOAD_AHEAD_BYTES,
                usual.maxUploadBytes(),
                usual.diskBytes(),
                usual.segmentFrames(),
                usual.publishConcurrency(),
                usual.cutAfter());
        try (DataFolder folder = DataFolder.of(null);
                FlowService service = new FlowService(scenario, flow, folder.path())) {
            Path video = folder.path().resolve("long.mkv");
            FfmpegProgram.loop(scenario.clip(), LOOPS, video);
            return measure(service, video);
        }
    }

    private String measure(FlowService service, Path video) throws InterruptedException {
        GatedOutput output = new GatedOutput();
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        Disposable job = service.upload(service.port(), video, output)
                .doFinally(signal -> output.close())
                .subscribe(outcome -> failed.set(new IllegalStateException("it ended too soon")), failed::set);
        try {
            output.awaitFirst();
            double before = rate(service.gauges());
            output.shut(true);
            String held = held(service.gauges());
            output.shut(false);
            double after = rate(service.gauges());
            Throwable failure = failed.get();
            if (failure != null) {
                throw new IllegalStateException("job: " + failure.getMessage() + " (expected: at work)", failure);
            }
            return held
                    + String.format(
                            Locale.ROOT,
                            "decoded: %.1f frames/s before, %.1f after (ratio %.2f)%n",
                            before,
                            after,
                            after / before);
        } finally {
            output.close();
            job.dispose();
        }
    }

    private static double rate(FlowGauges gauges) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(WARM_UP.toMillis());
        Sample begin = gauges.read(false);
        TimeUnit.MILLISECONDS.sleep(RATE.toMillis());
        return gauges.read(false).decodedFpsSince(begin);
    }

    private String held(FlowGauges gauges) throws InterruptedException {
        Table table = new Table(
                "client stands still for, s",
                "in flight",
                "decoded",
                "uploaded MB",
                "live heap MB",
                "RSS MB",
                "topics MB",
                "records");
        for (long seconds = 0; seconds <= stall.toSeconds(); seconds += PERIOD.toSeconds()) {
            Sample sample = gauges.read(true);
            table.row(
                    Long.toString(seconds),
                    Long.toString(sample.inFlightFrames()),
                    Long.toString(sample.decodedFrames()),
                    number(sample.uploadedBytes() / MB),
                    number(sample.liveHeapBytes() / MB),
                    number(sample.residentBytes() / MB),
                    number(sample.topicBytes() / MB),
                    Long.toString(sample.topicRecords()));
            TimeUnit.MILLISECONDS.sleep(PERIOD.toMillis());
        }
        return table.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
