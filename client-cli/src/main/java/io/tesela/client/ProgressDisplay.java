package io.tesela.client;

import io.tesela.client.upload.ProgressListener;
import io.tesela.client.upload.UploadClient;
import io.tesela.client.upload.UploadProgress;
import java.time.Duration;
import java.util.Locale;

/** Shows how far a job is: one line that is redrawn on a terminal, a new line every few seconds elsewhere. */
final class ProgressDisplay implements ProgressListener {
    private static final Duration PLAIN_PERIOD = Duration.ofSeconds(5);
    private static final long BEATS_PER_PLAIN_LINE = PLAIN_PERIOD.dividedBy(UploadClient.HEARTBEAT);

    private final Console console;
    private final boolean redraw;
    private long beats;
    private String shown = "";

    /** @param redraw whether a line may be drawn over */
    ProgressDisplay(Console console, boolean redraw) {
        this.console = console;
        this.redraw = redraw;
    }

    @Override
    public void reconnecting(String reason, Duration pause) {
        console.line(String.format(Locale.ROOT, "%s; trying again in %.1f s", reason, pause.toMillis() / 1000.0));
    }

    @Override
    public void progress(UploadProgress progress) {
        beats++;
        if (redraw) {
            show(ProgressLine.draw(progress, console.columns()));
        } else if (beats % BEATS_PER_PLAIN_LINE == 0) {
            show(ProgressLine.facts(progress));
        }
    }

    private void show(String line) {
        if (line.equals(shown)) {
            return;
        }
        shown = line;
        if (redraw) {
            console.redraw(line);
        } else {
            console.line(line);
        }
    }
}
