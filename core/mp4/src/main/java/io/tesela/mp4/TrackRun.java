package io.tesela.mp4;

import java.util.List;

/**
 * The samples of one track in one fragment, in decode order.
 *
 * @param trackId from 1
 * @param kind decides which fields are stored for each sample
 * @param baseTime decode time of the first sample, in ticks; 0..2^62
 * @param samples not empty
 */
record TrackRun(int trackId, MediaKind kind, long baseTime, List<RunSample> samples) {
    TrackRun {
        Checks.that(trackId > 0, "trackId", trackId, "> 0");
        Checks.that(baseTime >= 0 && baseTime <= Checks.MAX_TICKS, "baseTime", baseTime, "0..2^62");
        Checks.that(!samples.isEmpty(), "samples", samples.size(), "> 0");
        samples = List.copyOf(samples);
    }

    /** Returns the sum of the sizes of the samples. */
    long dataBytes() {
        return samples.stream().mapToLong(RunSample::sizeBytes).sum();
    }
}
