package io.tesela.domain.report;

/**
 * What one tile processor did for some frames.
 *
 * @param id the processor
 * @param tiles tiles of those frames whose result was taken from it
 * @param latency filter time per tile
 * @param use what its process took while it did so; processors of one process all show the same
 */
public record ProcessorShare(String id, long tiles, LatencyHistogram latency, ProcessUse use) {
    /** Returns the share of both. */
    public ProcessorShare plus(ProcessorShare other) {
        if (!id.equals(other.id)) {
            throw new IllegalArgumentException("id: " + other.id + " (expected: " + id + ")");
        }
        return new ProcessorShare(id, tiles + other.tiles, latency.plus(other.latency), use.plus(other.use));
    }
}
