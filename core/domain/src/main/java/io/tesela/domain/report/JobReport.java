package io.tesela.domain.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The report that comes back with the video; its JSON names are these in snake case.
 *
 * @param job id of the job
 * @param ok whether every frame is there, no tile is degraded, and all of the video could be decoded
 * @param outputPath where the client stored the video; {@code -} for standard output
 * @param filters compact chain
 * @param tiles the grid that was asked for, columns and rows
 * @param effectiveTiles the grid that was used
 * @param fpsIn frame rate of the input
 * @param fpsOut frames encoded per second of work
 * @param p50Ms from decoded to encoded, per frame, milliseconds
 * @param p95Ms likewise
 * @param p99Ms likewise
 * @param retries tiles that a processor had to try again
 * @param degradedTiles the first degraded tiles, some thousands at most; {@code tileCounts} has all
 * @param found what filters found on frames ({@code faces}), in runs of frames with the same count; a frame in no run was not looked at, since
 *     its tile is degraded, or is omitted
 * @param foundOmitted runs beyond the first thousands; one that goes on from segment to segment is counted in each
 * @param elapsedS from the handshake to the last segment, seconds
 * @param frameCrc32c name of the side file with one CRC32C a frame
 */
public record JobReport(
        String job,
        boolean ok,
        String outputPath,
        String filters,
        List<Integer> tiles,
        List<Integer> effectiveTiles,
        double fpsIn,
        double fpsOut,
        double p50Ms,
        double p95Ms,
        double p99Ms,
        long retries,
        double elapsedS,
        MediaSummary input,
        MediaSummary output,
        FrameCounts frames,
        TileSummary tileCounts,
        List<DegradedTile> degradedTiles,
        List<FoundRun> found,
        long foundOmitted,
        FlowSummary flow,
        List<ProcessorSummary> processors,
        Fidelity fidelity,
        String frameCrc32c) {
    public JobReport {
        tiles = List.copyOf(tiles);
        effectiveTiles = List.copyOf(effectiveTiles);
        degradedTiles = List.copyOf(degradedTiles);
        found = List.copyOf(found);
        processors = List.copyOf(processors);
    }

    /** Returns how many degraded tiles are counted and not named in {@code degradedTiles}, which is bounded. */
    public long degradedTilesOmitted() {
        return Math.max(0, tileCounts.degraded() - degradedTiles.size());
    }

    /** Returns this report with another {@code output}. */
    public JobReport withOutput(MediaSummary other) {
        return new JobReport(
                job,
                ok,
                outputPath,
                filters,
                tiles,
                effectiveTiles,
                fpsIn,
                fpsOut,
                p50Ms,
                p95Ms,
                p99Ms,
                retries,
                elapsedS,
                input,
                other,
                frames,
                tileCounts,
                degradedTiles,
                found,
                foundOmitted,
                flow,
                processors,
                fidelity,
                frameCrc32c);
    }

    /**
     * One side of the job.
     *
     * @param container name of the file format
     * @param codec name of the video codec
     * @param width pixels as shown
     * @param height pixels as shown
     * @param frames number of frames
     * @param durationS seconds
     * @param fps average
     * @param rotation degrees that had to be applied to show it upright
     * @param sar sample aspect ratio, {@code 1:1} if square
     * @param pixelFormat FFmpeg's name
     * @param color FFmpeg-like words, {@code unknown} if nothing is said
     * @param audio name of the audio codec, null if there is none
     * @param bytes size of the file
     * @param sha256 of the file, lower-case hex
     */
    public record MediaSummary(
            String container,
            String codec,
            int width,
            int height,
            long frames,
            double durationS,
            double fps,
            int rotation,
            String sar,
            String pixelFormat,
            String color,
            @Nullable String audio,
            long bytes,
            String sha256) {}

    /** Frames of the whole job. */
    public record FrameCounts(long decoded, long encoded, long decodeErrors, long duplicated) {}

    /** Tiles of the whole job. */
    public record TileSummary(
            long total, long retried, double retriedPercent, long degraded, long hedged, long duplicates) {}

    /**
     * How full the credit window was.
     *
     * @param maxFramesInFlight most frames decoded and not yet released
     * @param maxBytesInFlight most pixel bytes of such frames
     * @param creditWaitMs how long the decoder waited for credit
     * @param queues frames that each party held, by its name
     * @param bottleneck one sentence: what held the job up most
     */
    public record FlowSummary(
            long maxFramesInFlight,
            long maxBytesInFlight,
            long creditWaitMs,
            Map<String, QueueDepth> queues,
            String bottleneck) {
        public FlowSummary {
            queues = Map.copyOf(queues);
        }
    }

    /** Depth of a queue over the life of the job. */
    public record QueueDepth(double p95, long max) {}

    /**
     * What one processor did for the job.
     *
     * <p>CPU and memory are those of its process: processors that share one, as those of {@code run} do with all other roles,
     * each show the whole of it.
     *
     * @param tiles whose result was taken from it
     * @param meanMs time of the tile stage, milliseconds
     * @param p95Ms likewise
     * @param cpuPercent of one core, between its first and its last result; null where it did not say, or that took too short
     * @param peakRssBytes since its process started; null where it did not say
     */
    public record ProcessorSummary(
            String id,
            long tiles,
            double meanMs,
            double p95Ms,
            @Nullable Double cpuPercent,
            @Nullable Long peakRssBytes) {}

    /** What of the input is in the output as it was, what was changed, what is not there. */
    public record Fidelity(List<String> kept, List<String> changed, List<String> dropped) {
        public Fidelity {
            kept = List.copyOf(kept);
            changed = List.copyOf(changed);
            dropped = List.copyOf(dropped);
        }
    }
}
