package io.tesela.ingest.job;

import io.tesela.ingest.flow.Holder;
import io.tesela.ingest.flow.UnreleasedFrames;
import io.tesela.telemetry.RoleMeters;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What the jobs of an ingest hold now, over all of them.
 *
 * <p><b>Threads:</b> any.
 *
 * @param jobs those that there are; may change while it is looked at
 */
record JobGauges(Collection<IngestJob> jobs) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Shows them, for as long as there are meters. */
    void show(RoleMeters meters) {
        meters.jobs(
                "running", () -> count(job -> !job.done() && !job.attendance().parked()));
        meters.jobs("parked", () -> count(job -> job.attendance().parked()));
        meters.jobs("done", () -> count(IngestJob::done));
        meters.inFlightFrames(() -> sum(UnreleasedFrames::size));
        meters.inFlightBytes(() -> sum(UnreleasedFrames::bytes));
        meters.audioBytes(() -> flows().mapToLong(FrameFlow::audioBytes).sum());
        meters.tileDeadlineSeconds(this::longestDeadlineSeconds);
        for (Holder holder : Holder.values()) {
            meters.creditFrames(holder.label(), () -> held(holder));
        }
    }

    private long count(Predicate<IngestJob> which) {
        return jobs.stream().filter(which).count();
    }

    private long held(Holder holder) {
        return jobs.stream()
                .mapToLong(job -> job.standing().holdings().of(holder))
                .sum();
    }

    private long sum(ToLongFunction<UnreleasedFrames> of) {
        return flows().mapToLong(flow -> of.applyAsLong(flow.unreleased())).sum();
    }

    private double longestDeadlineSeconds() {
        return flows().map(FrameFlow::tileDeadline)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO)
                        .toNanos()
                / NANOS_PER_SECOND;
    }

    private Stream<FrameFlow> flows() {
        return jobs.stream().map(IngestJob::frames).filter(Objects::nonNull);
    }
}
