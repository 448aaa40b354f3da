package io.tesela.domain.job;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.tile.TileGrid;
import java.util.Optional;

/**
 * Everything a role must know of a job before its first frame; written once, when the video has been probed.
 *
 * @param id the job
 * @param filters compact filter chain, such as {@code canny:50:150,blur:3}
 * @param tiles the grid that was asked for
 * @param format of every frame
 * @param audio the audio track of the output, if it has one
 * @param encoder how the output is encoded
 * @param segmentFrames frames of one output segment, above 0
 * @param windowFrames most frames in flight (W), above 0
 * @param outputPartition partition of the output topic that the job's ingest reads
 */
public record JobSpec(
        JobId id,
        String filters,
        TileGrid tiles,
        VideoFormat format,
        Optional<AudioFormat> audio,
        EncoderSettings encoder,
        int segmentFrames,
        int windowFrames,
        int outputPartition) {
    public JobSpec {
        if (segmentFrames < 1) {
            throw new IllegalArgumentException("segmentFrames: " + segmentFrames + " (expected: > 0)");
        }
        if (windowFrames < 1) {
            throw new IllegalArgumentException("windowFrames: " + windowFrames + " (expected: > 0)");
        }
        if (outputPartition < 0) {
            throw new IllegalArgumentException("outputPartition: " + outputPartition + " (expected: >= 0)");
        }
    }

    /**
     * Returns the plan of this job: the same on every role that knows the same filters.
     *
     * @param role who asks, in words, for the case that a plug-in is missing there
     * @throws io.tesela.domain.failure.TeselaException BAD_FILTER naming the filters that are missing here
     */
    public ChainPlan plan(FilterCatalogue catalogue, String role) {
        FilterChain chain = FilterChain.received(filters, catalogue, role);
        return ChainPlan.of(chain, tiles, format.width(), format.height());
    }
}
