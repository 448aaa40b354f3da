package io.tesela.domain.report;

/**
 * What a process had taken from its machine at one moment of its life.
 *
 * @param startedAtMs when it started, milliseconds since 1970, which also tells it from its successor; 0 if nothing is known
 * @param upMs how long it had been running, milliseconds
 * @param cpuMs CPU time of all its threads until then, milliseconds; -1 if unknown
 * @param peakRssBytes its highest resident memory until then, natives included; 0 if unknown
 */
public record ProcessSample(long startedAtMs, long upMs, long cpuMs, long peakRssBytes) {
    /** Of a process that says nothing of itself. */
    public static final ProcessSample UNKNOWN = new ProcessSample(0, 0, -1, 0);

    public ProcessSample {
        requireAtLeast("startedAtMs", startedAtMs, 0);
        requireAtLeast("upMs", upMs, 0);
        requireAtLeast("cpuMs", cpuMs, -1);
        requireAtLeast("peakRssBytes", peakRssBytes, 0);
    }

    private static void requireAtLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
        }
    }
}
