package io.tesela.bench.chaos;

import io.tesela.bench.chaos.FaultSchedule.Strike;
import io.tesela.bench.chaos.Standstills.Standstill;
import io.tesela.client.upload.ProgressListener;
import io.tesela.client.upload.UploadProgress;
import io.tesela.wire.ServerMessage.Progress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says when each fault strikes, by the frames that the server calls encoded, and for how long there are no more.
 *
 * <p><b>Threads:</b> those of the client, one at a time.
 */
final class StrikeClock implements ProgressListener {
    private final Deque<Strike> ahead;
    private final Consumer<Fault> striker;
    private final LongSupplier nowNanos;
    private final Standstills standstills = new Standstills();
    private long most;
    private long grownNanos;

    /** @param striker has a fault strike; must not block for long */
    StrikeClock(FaultSchedule schedule, Consumer<Fault> striker, LongSupplier nowNanos) {
        this.ahead = new ArrayDeque<>(schedule.strikes());
        this.striker = striker;
        this.nowNanos = nowNanos;
    }

    @Override
    public synchronized void progress(UploadProgress progress) {
        Progress server = progress.server();
        if (server != null) {
            encoded(server.encoded());
        }
    }

    /** Notes how far the job is. */
    synchronized void encoded(long frames) {
        long now = nowNanos.getAsLong();
        if (frames > most) {
            standstills.wentOn(grownNanos, now);
            most = frames;
            grownNanos = now;
        }
        while (!ahead.isEmpty() && ahead.getFirst().atFrame() <= frames) {
            Fault fault = ahead.removeFirst().fault();
            standstills.struck(fault, now);
            striker.accept(fault);
        }
    }

    /** Returns the longest time, from the first fault on, in which no frame was encoded that had not been before. */
    synchronized Duration standstill() {
        return standstills.all().stream()
                .map(Standstill::length)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Returns what each fault that has struck cost. */
    synchronized List<Standstill> standstills() {
        return standstills.all();
    }

    /** Returns how many faults have not struck, the job having been too fast. */
    synchronized int left() {
        return ahead.size();
    }
}
