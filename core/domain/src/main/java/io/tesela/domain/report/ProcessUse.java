package io.tesela.domain.report;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a process took from its machine between its first and its last sign of life in a job.
 *
 * <p>Samples may be added in any order. Where a process was replaced by another one under the same name, CPU time is that of
 * the last one; the highest memory is that of any.
 *
 * @param first earliest sample of the last process
 * @param last latest sample of the last process
 * @param peakRssBytes highest resident memory; 0 if unknown
 */
public record ProcessUse(ProcessSample first, ProcessSample last, long peakRssBytes) {
    /** Nothing is known. */
    public static final ProcessUse NONE = of(ProcessSample.UNKNOWN);

    /** Below this a share of CPU time would be made of the clock's own steps. */
    private static final long SHORTEST_MS = 100;

    /** Returns the use that one sample shows. */
    public static ProcessUse of(ProcessSample sample) {
        return new ProcessUse(sample, sample, sample.peakRssBytes());
    }

    /** Returns the use that the samples of both show. */
    public ProcessUse plus(ProcessUse other) {
        long peak = Math.max(peakRssBytes, other.peakRssBytes);
        if (last.startedAtMs() != other.last.startedAtMs()) {
            ProcessUse newer = last.startedAtMs() > other.last.startedAtMs() ? this : other;
            return new ProcessUse(newer.first, newer.last, peak);
        }
        return new ProcessUse(
                first.upMs() <= other.first.upMs() ? first : other.first,
                last.upMs() >= other.last.upMs() ? last : other.last,
                peak);
    }

    /** Returns the CPU time in percent of one core, above 100 where several were busy; empty if unknown or too short to say. */
    public Optional<Double> cpuPercent() {
        long tookMs = last.upMs() - first.upMs();
        return tookMs < SHORTEST_MS || first.cpuMs() < 0 || last.cpuMs() < 0
                ? Optional.empty()
                : Optional.of(100.0 * (last.cpuMs() - first.cpuMs()) / tookMs);
    }

    /** Returns the highest resident memory in bytes; empty if unknown. */
    public OptionalLong peakRss() {
        return peakRssBytes > 0 ? OptionalLong.of(peakRssBytes) : OptionalLong.empty();
    }
}
