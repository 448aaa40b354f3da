package io.tesela.client;

import io.tesela.client.upload.ProgressListener;
import io.tesela.client.upload.UploadClient;
import io.tesela.client.upload.UploadProgress;
import java.time.Duration;
import java.util.Locale;

/** Shows how far a job is. */
final class ProgressDisplay implements ProgressListener {
    private final Console console;
    private final LineDisplay line;

    /** @param redraw whether a line may be drawn over */
    ProgressDisplay(Console console, boolean redraw) {
        this.console = console;
        this.line = new LineDisplay(console, redraw, UploadClient.HEARTBEAT);
    }

    @Override
    public void advised(String advice) {
        console.line("note: " + advice);
    }

    @Override
    public void reconnecting(String reason, Duration pause) {
        console.line(String.format(Locale.ROOT, "%s; trying again in %.1f s", reason, pause.toMillis() / 1000.0));
    }

    @Override
    public void progress(UploadProgress progress) {
        line.beat(ProgressLine.share(progress), ProgressLine.allFacts(progress));
    }
}
