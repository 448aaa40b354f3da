package io.tesela.bench;

import io.tesela.domain.filter.FilterChain;
import io.tesela.filters.FilterEngine;
import io.tesela.media.ffmpeg.FfmpegLog;
import io.tesela.media.ffmpeg.FfmpegSegmentEncoderFactory;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import io.tesela.standalone.role.DataFolder;
import io.tesela.telemetry.ProcessResources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that was measured of one scenario.
 *
 * @param scenario what was measured
 * @param loadAtStart load average of the machine over a minute; negative where the system does not tell
 * @param loadAtEnd likewise; the measurement's own load is in it
 * @param cores of the machine
 * @param floor what the work itself takes
 * @param jobs what the service took, the cold job first
 * @param peakResidentBytes highest resident memory of the process with the whole service in it, as the system says; negative
 *     where it does not
 * @param largestHeapBytes what the JVM's heap may grow to
 */
record Measurement(
        Scenario scenario,
        double loadAtStart,
        double loadAtEnd,
        int cores,
        FloorCost floor,
        List<JobCost> jobs,
        long peakResidentBytes,
        long largestHeapBytes) {
    Measurement {
        jobs = List.copyOf(jobs);
    }

    /** Returns how many times the floor a job takes. */
    double ratio(JobCost job) {
        return job.cpuMs() / floor.totalMs();
    }

    /** Returns the last job: the warmest. */
    JobCost warmest() {
        return jobs.get(jobs.size() - 1);
    }

    /**
     * Measures: the service first, while the JVM is cold, then the floor.
     *
     * @throws IllegalStateException if the service made other pictures than the floor, so that they cannot be compared
     */
    static Measurement of(Scenario scenario) throws IOException {
        double loadAtStart = load();
        List<JobCost> jobs = new ArrayList<>();
        List<Integer> pictures;
        long peakResidentBytes;
        try (DataFolder folder = DataFolder.of(null);
                Service service = new Service(scenario, folder.path())) {
            for (int job = 0; job < scenario.jobs(); job++) {
                jobs.add(service.run());
            }
            pictures = service.frameCrc32c();
            peakResidentBytes = new ProcessResources().peakResidentBytes().orElse(-1);
        }
        Floor.Pass floor = floor(scenario);
        requireSame(pictures, floor.frameCrc32c(), scenario.filters());
        return new Measurement(
                scenario,
                loadAtStart,
                load(),
                Runtime.getRuntime().availableProcessors(),
                floor.cost(),
                jobs,
                peakResidentBytes,
                Runtime.getRuntime().maxMemory());
    }

    static Floor.Pass floor(Scenario scenario) {
        // What FFmpeg has to say goes to the log of this process, which is nowhere, and not to the terminal.
        FfmpegLog log = FfmpegLog.install();
        try (FfmpegVideoDecoderFactory decoders = new FfmpegVideoDecoderFactory()) {
            return new Floor(
                            scenario,
                            Service.FLOW.segmentFrames(),
                            decoders,
                            new FfmpegSegmentEncoderFactory(),
                            FilterEngine.installed())
                    .measure();
        } finally {
            log.close();
        }
    }

    private static void requireSame(List<Integer> service, List<Integer> floor, FilterChain filters) {
        if (!service.equals(floor)) {
            throw new IllegalStateException("pictures: those of the service differ from those of " + filters
                    + " on whole frames (expected: the same, byte for byte)");
        }
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
