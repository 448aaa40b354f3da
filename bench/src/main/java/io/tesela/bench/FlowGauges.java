package io.tesela.bench;

import io.tesela.telemetry.ProcessResources;

/**
 * Reads what the service holds.
 *
 * <p><b>Threads:</b> any; blocks for a moment, and the whole process while the heap is collected.
 */
final class FlowGauges {
    private final int httpPort;
    private final KeptBytes kept;
    private final ProcessResources process = new ProcessResources();

    FlowGauges(int httpPort, KeptBytes kept) {
        this.httpPort = httpPort;
        this.kept = kept;
    }

    /**
     * What the service holds at one moment.
     *
     * @param atNanos when, by the JVM's clock
     * @param inFlightFrames decoded and not released
     * @param decodedFrames since the start
     * @param uploadedBytes since the start
     * @param liveHeapBytes that a collection did not free; -1 if there was none
     * @param residentBytes of the process
     * @param topicBytes of all topics
     * @param topicRecords of tiles, results and output
     */
    record Sample(
            long atNanos,
            long inFlightFrames,
            long decodedFrames,
            long uploadedBytes,
            long liveHeapBytes,
            long residentBytes,
            long topicBytes,
            long topicRecords) {
        /** Returns the frames decoded a second since another sample. */
        double decodedFpsSince(Sample earlier) {
            return (decodedFrames - earlier.decodedFrames) * 1e9 / (atNanos - earlier.atNanos);
        }
    }

    /** Reads everything. */
    Sample read(boolean collectFirst) {
        MetricsPage metrics = MetricsPage.read(httpPort);
        return new Sample(
                System.nanoTime(),
                metrics.sum("tesela_in_flight_frames", "role=\"ingest"),
                metrics.sum("tesela_frames_total", "stage=\"decoded\""),
                metrics.sum("tesela_upload_bytes_total", "role=\"ingest"),
                collectFirst ? LiveHeap.bytes() : -1,
                process.residentBytes().orElse(-1),
                kept.bytes(),
                kept.records());
    }

    KeptBytes kept() {
        return kept;
    }
}
