package io.tesela.bench.faulty;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import java.util.List;
import reactor.core.scheduler.Scheduler;

/** Records of a job, and faults that strike all of them or none. */
final class SampleRecords {
    static final JobId JOB = new JobId("a-job");
    static final int SAMPLES = 64;

    private static final long LAST_FRAME = 1000;

    private SampleRecords() {}

    static TileKey key(long frame, int tile) {
        return new TileKey(JOB, frame, tile);
    }

    static FlowRecord tile(long frame, int attempt) {
        TileRecord.Work work = new TileRecord.Work("gray", new TileGrid(2, 2), 16, 16);
        return TileRecordCodec.encode(new TileRecord(key(frame, 1), attempt, work, new byte[SAMPLES]), 3);
    }

    static FlowRecord result(long frame, int attempt) {
        TileVerdict verdict = new TileVerdict(key(frame, 1), attempt, TileStatus.FILTERED, "processor-1", 1, 10, "");
        return ResultRecordCodec.encode(new TileResult(verdict, new byte[SAMPLES]));
    }

    /** Returns a fault of all records of a kind but those of the last frame. */
    static RecordFault all(RecordFault.Kind kind, RecordFault.Records records) {
        return new RecordFault(kind, records, 100, 0, LAST_FRAME);
    }

    static long spared() {
        return LAST_FRAME;
    }

    static Strikes strikes(RecordFault fault, Scheduler timer, List<String> told) {
        return new Strikes(new Chance(1, List.of(fault)), timer, told::add);
    }
}
