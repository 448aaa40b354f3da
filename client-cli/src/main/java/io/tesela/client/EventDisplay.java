package io.tesela.client;

import io.tesela.client.upload.ProgressListener;
import io.tesela.client.upload.UploadClient;
import io.tesela.client.upload.UploadProgress;
import io.tesela.domain.job.JobId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells programs how a job goes on; how far it is, at most once a second, and only where it has come further. */
final class EventDisplay implements ProgressListener {
    private static final long BEATS_PER_EVENT = Duration.ofSeconds(1).dividedBy(UploadClient.HEARTBEAT);

    private final Console console;
    private long beats;
    private @Nullable Long ahead;
    private String told = "";

    EventDisplay(Console console) {
        this.console = console;
    }

    @Override
    public void accepted(JobId job) {
        console.event(JobEvents.accepted(job));
    }

    @Override
    public void advised(String advice) {
        console.event(JobEvents.note(advice));
    }

    @Override
    public void reconnecting(String reason, Duration pause) {
        console.event(JobEvents.reconnecting(reason, pause));
    }

    @Override
    public void progress(UploadProgress progress) {
        Long now = progress.ahead();
        if (now != null) {
            tellTurn(now);
        } else if (++beats % BEATS_PER_EVENT == 0) {
            tellNews(JobEvents.progress(progress));
        }
    }

    private void tellTurn(Long now) {
        if (!now.equals(ahead)) {
            ahead = now;
            console.event(JobEvents.queued(now));
        }
    }

    private void tellNews(String event) {
        if (!event.equals(told)) {
            told = event;
            console.event(event);
        }
    }
}
