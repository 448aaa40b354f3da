package io.tesela.bench.chaos;

import io.tesela.domain.job.JobId;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.KeyPartitioner;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import java.util.Locale;
import java.util.Map;

/** A record of a job, of a kind that comes once only, that nobody can read; not to be taken for a tile's result. */
enum UnreadableRecord {
    /** Of the results: it does not say what it is. */
    RESULT_WITHOUT_HEADER {
        @Override
        FlowRecord of(JobId job) {
            return FlowRecord.keyed(Topics.RESULTS, job.value(), new byte[0], Map.of());
        }
    },
    /** Of the results: a frame's manifest of which only the beginning is there. */
    MANIFEST_CUT {
        @Override
        FlowRecord of(JobId job) {
            return FlowRecord.keyed(Topics.RESULTS, job.value(), new byte[0], Map.of(HEADER, new byte[] {VERSION, 1}));
        }
    },
    /** Of the results: of a type that only a newer version knows. */
    RESULT_OF_ANOTHER_TYPE {
        @Override
        FlowRecord of(JobId job) {
            return FlowRecord.keyed(
                    Topics.RESULTS, job.value(), new byte[] {1, 2, 3}, Map.of(HEADER, new byte[] {VERSION + 1, 9}));
        }
    },
    /** Of the output: a part of a segment of which nobody can say which. */
    SEGMENT_PART_CUT {
        @Override
        FlowRecord of(JobId job) {
            int partition = KeyPartitioner.partition(INGEST, PartitionCounts.DEFAULT.output());
            return FlowRecord.inPartition(
                    Topics.OUTPUT, partition, job.value(), new byte[100], Map.of(HEADER, new byte[] {VERSION, 1}));
        }
    };

    private static final String HEADER = "tesela";
    private static final byte VERSION = 1;
    /** The one that {@code up --processes} has. */
    private static final String INGEST = "ingest-1";

    /** Returns the record, for its topic. */
    abstract FlowRecord of(JobId job);

    /** Returns it in a few words. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
