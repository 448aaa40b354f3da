package io.tesela.kafka.record;

import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.report.ProcessSample;
import java.util.List;
import java.util.Map;

/** What the assembler reads: a job's frames, their tiles, where a segment ends early, and the end. */
public sealed interface ResultRecord {
    /** Returns the job, which is also the key of the record. */
    JobId job();

    /** Where a frame stands in the output. */
    enum Position {
        /** More frames of its segment follow. */
        INSIDE,
        /** The last frame of its segment. */
        ENDS_SEGMENT,
        /** The last frame of the job. */
        ENDS_JOB;

        /** Returns whether the segment is complete with this frame. */
        public boolean endsSegment() {
            return this != INSIDE;
        }
    }

    /**
     * A frame exists, and takes audio along.
     *
     * @param segment output segment it belongs to, 0-based
     * @param decodedAtMs when it was decoded, milliseconds since 1970 by ingest's clock
     * @param audio packets that go into that segment, after those of the frames before
     */
    record FrameManifest(
            JobId job, FrameTiming timing, int segment, Position position, long decodedAtMs, List<AudioPacket> audio)
            implements ResultRecord {
        public FrameManifest {
            Bounds.requireAtLeast("segment", segment, 0);
            audio = List.copyOf(audio);
        }
    }

    /** How a tile ended. */
    enum TileStatus {
        /** The samples are the tile stage's output. */
        FILTERED,
        /** Every try failed; the samples are the original core. */
        FAILED,
        /** Nobody answered in time; ingest sent the original core. */
        FILLED
    }

    /**
     * How a tile ended, and who says so.
     *
     * @param attempt which sending of the tile this answers
     * @param processor id of the processor; of ingest, if filled
     * @param filters the tile stage that ran, as a compact chain; empty if none did
     * @param tries how often the tile stage ran for this answer
     * @param filterMicros time of all threads that worked on its last run, microseconds
     * @param reason why it is degraded; empty if filtered
     * @param process what the process of the processor had taken by then
     * @param found how many of what they look for filters found on it, by their names; at most {@value #MAX_NAMES}, each at most
     *     {@value #MAX_COUNT}
     */
    record TileVerdict(
            TileKey key,
            int attempt,
            TileStatus status,
            String processor,
            String filters,
            int tries,
            long filterMicros,
            String reason,
            ProcessSample process,
            Map<String, Integer> found) {
        static final int MAX_NAMES = 64;
        static final int MAX_COUNT = 1_000_000;

        public TileVerdict {
            Bounds.requireBetween("found", found.size(), 0, MAX_NAMES);
            found.values().forEach(count -> Bounds.requireBetween("found", count, 0, MAX_COUNT));
            found = Map.copyOf(found);
            Bounds.requireAtLeast("frame", key.frame(), 0);
            Bounds.requireAtLeast("tile", key.tile(), 0);
            Bounds.requireAtLeast("attempt", attempt, 1);
            Bounds.requireAtLeast("tries", tries, 0);
            Bounds.requireAtLeast("filterMicros", filterMicros, 0);
        }

        /** Makes the verdict of one who ran no filter, as ingest does where it fills a tile. */
        public TileVerdict(
                TileKey key,
                int attempt,
                TileStatus status,
                String author,
                int tries,
                long filterMicros,
                String reason) {
            this(key, attempt, status, author, "", tries, filterMicros, reason, ProcessSample.UNKNOWN, Map.of());
        }
    }

    /**
     * A tile came back.
     *
     * <p><b>Ownership:</b> holds the array it is given, without a copy.
     */
    final class TileResult implements ResultRecord {
        private final TileVerdict verdict;
        private final byte[] output;

        /** @param output the tile stage's output, or the original core samples, by {@code verdict.status()} */
        public TileResult(TileVerdict verdict, byte[] output) {
            this.verdict = verdict;
            this.output = output;
        }

        @Override
        public JobId job() {
            return verdict.key().job();
        }

        /** Returns which tile it is, how it ended and who says so. */
        public TileVerdict verdict() {
            return verdict;
        }

        /** Returns the bytes themselves, not a copy. */
        public byte[] output() {
            return output;
        }
    }

    /**
     * A segment ends early, because its job stands still: so that it pins nothing. The frame after it begins the next one, and
     * its manifest says so.
     *
     * @param segment 0-based
     * @param lastFrame the segment's last frame, whose manifest says that more follow
     */
    record SegmentCut(JobId job, int segment, long lastFrame) implements ResultRecord {
        public SegmentCut {
            Bounds.requireAtLeast("segment", segment, 0);
            Bounds.requireAtLeast("lastFrame", lastFrame, 0);
        }
    }

    /**
     * No more frames follow.
     *
     * @param frames number of frames of the job
     */
    record JobClosed(JobId job, long frames) implements ResultRecord {
        public JobClosed {
            Bounds.requireAtLeast("frames", frames, 0);
        }
    }

    /**
     * A processor cannot filter the job's tiles, and neither can it later: so the job fails.
     *
     * @param reason one sentence for the user
     */
    record JobRefused(JobId job, String reason) implements ResultRecord {}
}
