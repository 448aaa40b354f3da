package io.tesela.kafka.record;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import java.util.List;

/** What every role reads to know which jobs there are and how far they have come; the topic is compacted by key. */
public sealed interface ProgressRecord {
    /** Returns the job. */
    JobId job();

    /**
     * A job exists; written by ingest before anything else of it.
     *
     * @param spec the job
     * @param ingest id of the ingest that owns it
     */
    record Opened(JobSpec spec, String ingest) implements ProgressRecord {
        @Override
        public JobId job() {
            return spec.id();
        }
    }

    /**
     * A job exists, and the record that says what it is cannot be read: damaged, or of a later version. Never written; found
     * by {@link ProgressRecordCodec#unreadable}.
     */
    record Unreadable(JobId job) implements ProgressRecord {}

    /** A job is not wanted any more: its records are passed over. */
    record Cancelled(JobId job) implements ProgressRecord {}

    /** The job's ingest is there and works on it; said again and again, and no part of what the job is. */
    record Attended(JobId job) implements ProgressRecord {}

    /** Nothing more will be said of a job: ingest has stored its output, or given it up. */
    record Forgotten(JobId job) implements ProgressRecord {}

    /**
     * How far the owner of a job has come; all that a new owner needs to make the same bytes from there on.
     *
     * @param epoch counts the owners of a job from 1; the highest is right
     * @param nextSegment first segment that is not published
     * @param nextFrame first frame of that segment
     * @param firstPts the first pts of the job, two at most
     * @param lastPts the last pts before {@code nextFrame}, in order, as many as the encoder reorders at most
     * @param released leading frames taken by the encoders
     * @param missing tiles that open frames wait for
     * @param load what is between
     */
    record Checkpoint(
            JobId job,
            long epoch,
            int nextSegment,
            long nextFrame,
            List<Long> firstPts,
            List<Long> lastPts,
            long released,
            List<MissingTiles> missing,
            Load load)
            implements ProgressRecord {
        public Checkpoint {
            firstPts = List.copyOf(firstPts);
            lastPts = List.copyOf(lastPts);
            missing = List.copyOf(missing);
        }

        /** Returns where a job stands of which nothing has been done. */
        public static Checkpoint start(JobId job, long epoch) {
            return new Checkpoint(job, epoch, 0, 0, List.of(), List.of(), 0, List.of(), Load.NONE);
        }
    }

    /**
     * Nothing has been heard of the job's ingest for long: its assembler has let go of every record of frames that are not
     * published, so that the job pins nothing. Whoever goes on with the job sends all of them again.
     *
     * @param checkpoint where the job stands; its epoch is nobody's, so that every later owner has a higher one
     */
    record Parked(Checkpoint checkpoint) implements ProgressRecord {
        @Override
        public JobId job() {
            return checkpoint.job();
        }
    }

    /**
     * What a job gives the roles to do, for whoever shares out the window or wants to know who holds it.
     *
     * @param joined leading frames whose tiles were all there
     * @param frameMicros time that processors spent on a frame lately, microseconds; 0 if none has come back
     */
    record Load(long joined, long frameMicros) {
        /** Nothing has been done. */
        public static final Load NONE = new Load(0, 0);
    }

    /**
     * The tiles of a frame that have not come back.
     *
     * @param frame 0-based
     * @param tiles 0-based, ascending
     */
    record MissingTiles(long frame, List<Integer> tiles) {
        public MissingTiles {
            tiles = List.copyOf(tiles);
        }
    }
}
