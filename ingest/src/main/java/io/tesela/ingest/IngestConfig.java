package io.tesela.ingest;

import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.flow.TileDeadlines;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.media.DecodeLimits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of one ingest.
 *
 * @param id names it in logs and records; differs from all others
 * @param bind address to listen on; {@code ::} is every address, IPv6 and IPv4 alike
 * @param port 0 for any free one
 * @param data folder for spools and outputs
 * @param filters default chain of jobs that ask for none
 * @param tiles default grid of jobs that ask for none
 * @param encoder default encoder settings
 * @param partitioning where tiles go
 * @param flow bounds of every job
 * @param decode largest video taken
 * @param deadlines when a tile that stays away is sent again, and when it is filled
 * @param maxJobs most jobs at once
 * @param lingerTimeout how long a session waits for its client to close after the last message
 */
public record IngestConfig(
        String id,
        String bind,
        int port,
        Path data,
        String filters,
        TileGrid tiles,
        EncoderSettings encoder,
        TilePartitioning partitioning,
        Flow flow,
        DecodeLimits decode,
        TileDeadlines.Limits deadlines,
        int maxJobs,
        Duration lingerTimeout) {
    public IngestConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        if (maxJobs < 1) {
            throw new IllegalArgumentException("maxJobs: " + maxJobs + " (expected: > 0)");
        }
    }

    /**
     * Bounds of every job.
     *
     * @param windowFrames most frames decoded and not released (W)
     * @param windowBytes most bytes of their pixels (B); one frame is always admitted
     * @param outputBytes most published output that the client has not stored (S)
     * @param uploadAheadBytes how far a client may upload ahead of the decoder
     * @param maxUploadBytes largest upload
     * @param segmentFrames frames of one output segment
     * @param publishConcurrency frames of one job published at once
     */
    public record Flow(
            int windowFrames,
            long windowBytes,
            long outputBytes,
            long uploadAheadBytes,
            long maxUploadBytes,
            int segmentFrames,
            int publishConcurrency) {
        /** 16 frames keep two processors and the encoder busy; 48 are two seconds of film, and cost 10 % less bytes than 24. */
        public static final Flow DEFAULT = new Flow(16, 64L << 20, 64L << 20, 16L << 20, 64L << 30, 48, 4);

        public Flow {
            require("windowFrames", windowFrames);
            require("windowBytes", windowBytes);
            require("outputBytes", outputBytes);
            require("uploadAheadBytes", uploadAheadBytes);
            require("maxUploadBytes", maxUploadBytes);
            require("segmentFrames", segmentFrames);
            require("publishConcurrency", publishConcurrency);
        }

        /** Returns the frames that a job with frames of that size may have in flight: at least one. */
        public int windowFor(long frameBytes) {
            return (int) Math.max(1, Math.min(windowFrames, windowBytes / frameBytes));
        }

        private static void require(String name, long value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
            }
        }
    }
}
