package io.tesela.assembler;

import java.time.Duration;

/**
 * Settings of one assembler.
 *
 * @param id names it in logs; differs from all others
 * @param composeParallelism frames of one job composed at once, above 0
 * @param maxJobs jobs assembled at once, above 0
 * @param heartbeat how often a checkpoint is repeated while a job is alive
 * @param silentHeartbeats heartbeats without a word of a job's ingest after which the job is parked, above 0
 * @param missingTiles most tiles a checkpoint names as missing
 * @param partBytes most bytes of one record of a segment
 */
public record AssemblerConfig(
        String id,
        int composeParallelism,
        int maxJobs,
        Duration heartbeat,
        int silentHeartbeats,
        int missingTiles,
        int partBytes) {
    public AssemblerConfig {
        if (composeParallelism < 1) {
            throw new IllegalArgumentException("composeParallelism: " + composeParallelism + " (expected: > 0)");
        }
        if (maxJobs < 1) {
            throw new IllegalArgumentException("maxJobs: " + maxJobs + " (expected: > 0)");
        }
        if (silentHeartbeats < 1) {
            throw new IllegalArgumentException("silentHeartbeats: " + silentHeartbeats + " (expected: > 0)");
        }
        if (partBytes < 1024) {
            throw new IllegalArgumentException("partBytes: " + partBytes + " (expected: >= 1024)");
        }
    }

    /** Returns the ordinary settings: a heartbeat every half second, an ingest may be silent for a minute. */
    public static AssemblerConfig of(String id, int composeParallelism) {
        return new AssemblerConfig(id, composeParallelism, 256, Duration.ofMillis(500), 120, 256, 512 * 1024);
    }
}
