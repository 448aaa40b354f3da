package io.tesela.bench;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import io.tesela.telemetry.ProcessResources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

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
        String metrics = metrics();
        return new Sample(
                System.nanoTime(),
                sum(metrics, "tesela_in_flight_frames{", "role=\"ingest"),
                sum(metrics, "tesela_frames_total{", "stage=\"decoded\""),
                sum(metrics, "tesela_upload_bytes_total{", "role=\"ingest"),
                collectFirst ? liveHeapBytes() : -1,
                process.residentBytes().orElse(-1),
                kept.bytes(),
                kept.records());
    }

    KeptBytes kept() {
        return kept;
    }

    /** Returns what a collection of the whole heap has left, as the collector says: later more has been made. */
    static long liveHeapBytes() {
        System.gc();
        GcInfo last = null;
        for (GarbageCollectorMXBean collector : ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class)) {
            GcInfo info = collector.getLastGcInfo();
            if (info != null && (last == null || info.getEndTime() > last.getEndTime())) {
                last = info;
            }
        }
        return last == null ? -1 : heapOf(last);
    }

    private static long heapOf(GcInfo collection) {
        Map<String, MemoryUsage> after = collection.getMemoryUsageAfterGc();
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage usage = after.get(pool.getName());
            if (pool.getType() == MemoryType.HEAP && usage != null) {
                used += usage.getUsed();
            }
        }
        return used;
    }

    private String metrics() {
        try (InputStream in =
                URI.create("http://127.0.0.1:" + httpPort + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the service does not tell its meters", e);
        }
    }

    private static long sum(String metrics, String name, String label) {
        return (long) metrics.lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
