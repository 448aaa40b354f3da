package io.tesela.bench;

import io.tesela.client.upload.UploadOutcome;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.standalone.role.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * How much of an upload, as slow as the video is long, has been sent when the first byte of the result is there.
 *
 * <p><b>Threads:</b> blocks for about the length of the video.
 */
final class FirstByte {
    private static final int LOOPS = 5;
    private static final double MB = 1e6;

    private final FlowScenario scenario;

    FirstByte(FlowScenario scenario) {
        this.scenario = scenario;
    }

    /** Returns a table. */
    String measure() throws IOException, InterruptedException {
        Table table = new Table(
                "upload as slow as the video",
                "seconds",
                "MB",
                "sent at first byte, MB",
                "share",
                "after, s",
                "whole job, s");
        for (String container : new String[] {"ts", "mkv"}) {
            try (DataFolder folder = DataFolder.of(null);
                    FlowService service = new FlowService(scenario, IngestConfig.Flow.DEFAULT, folder.path())) {
                Path video = folder.path().resolve("video." + container);
                FfmpegProgram.loop(scenario.clip(), LOOPS, video);
                add(table, container, service, video);
            }
        }
        return table.toString();
    }

    private static void add(Table table, String container, FlowService service, Path video)
            throws IOException, InterruptedException {
        double seconds = ShownFrames.of(video).seconds();
        long size = Files.size(video);
        GatedOutput output = new GatedOutput();
        try (ThrottledLink link = new ThrottledLink(service.port(), size / seconds)) {
            long begin = System.nanoTime();
            CompletableFuture<UploadOutcome.Finished> job = service.upload(link.port(), video, output)
                    .doFinally(signal -> output.close())
                    .toFuture();
            output.awaitFirst();
            long sent = link.passedBytes();
            double after = (System.nanoTime() - begin) / 1e9;
            UploadOutcome.Finished outcome = Objects.requireNonNull(job.join());
            table.row(
                    container,
                    number(seconds),
                    number(size / MB),
                    number(sent / MB),
                    String.format(Locale.ROOT, "%.0f %%", 100.0 * sent / size),
                    number(after),
                    number(outcome.took().toMillis() / 1e3));
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
