package io.tesela.assembler;

import io.tesela.assembler.encode.MuxedSegment;
import io.tesela.domain.job.JobId;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Load;
import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import java.util.List;

/**
 * How far a job's published output has come.
 *
 * @param nextSegment first segment that is not published
 * @param nextFrame first frame of that segment
 * @param complete whether the job's last segment is published
 */
record Standing(int nextSegment, long nextFrame, List<Long> firstPts, List<Long> lastPts, boolean complete) {
    Standing {
        firstPts = List.copyOf(firstPts);
        lastPts = List.copyOf(lastPts);
    }

    static Standing of(Checkpoint from) {
        return new Standing(from.nextSegment(), from.nextFrame(), from.firstPts(), from.lastPts(), false);
    }

    static Standing after(MuxedSegment segment) {
        return new Standing(
                segment.receipt().segment() + 1,
                segment.nextFrame(),
                segment.firstPts(),
                segment.lastPts(),
                segment.receipt().last());
    }

    Checkpoint checkpoint(JobId job, long epoch, long released, List<MissingTiles> missing, Load load) {
        return new Checkpoint(job, epoch, nextSegment, nextFrame, firstPts, lastPts, released, missing, load);
    }
}
