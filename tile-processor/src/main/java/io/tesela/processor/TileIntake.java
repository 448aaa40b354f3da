package io.tesela.processor;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.report.ProcessSample;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of a record a task, or an answer where there is nothing to filter.
 *
 * <p><b>Threads:</b> any.
 */
final class TileIntake {
    private static final Logger LOG = LoggerFactory.getLogger(TileIntake.class);

    private final String processor;
    private final PlanCache plans;
    private final JobDirectory jobs;
    private final ProcessorMeters meters;
    private final Supplier<ProcessSample> process;

    /** What is to be done about a record. */
    sealed interface Taken {}

    /** A tile is to be filtered. */
    record Work(TileTask task) implements Taken {}

    /**
     * Nothing is to be filtered.
     *
     * @param records what answers the record: a dead letter where it is malformed, nothing where nobody needs it
     */
    record Answered(List<FlowRecord> records) implements Taken {}

    /**
     * @param processor names this processor in results
     * @param process tells what this process has taken so far
     */
    TileIntake(
            String processor,
            PlanCache plans,
            JobDirectory jobs,
            ProcessorMeters meters,
            Supplier<ProcessSample> process) {
        this.processor = processor;
        this.plans = plans;
        this.jobs = jobs;
        this.meters = meters;
        this.process = process;
    }

    Taken take(FlowRecord record) {
        try {
            TileRecord tile = TileRecordCodec.decode(record);
            if (jobs.needless(tile.key().job(), tile.key().frame())) {
                meters.skipped();
                return new Answered(List.of());
            }
            TileTask task = new TileTask(tile, plans.plan(tile.work()), processor, process);
            task.requireFit();
            return new Work(task);
        } catch (MalformedRecordException | TeselaException | IllegalArgumentException | ArithmeticException e) {
            // The last two: a frame of odd or enormous size, which no plan can be made for.
            return setAside(record, String.valueOf(e.getMessage()));
        }
    }

    private Answered setAside(FlowRecord record, String cause) {
        meters.malformed();
        LOG.atError().addKeyValue("cause", cause).log("malformed tile record set aside");
        return new Answered(List.of(TileRecordCodec.deadLetter(record, cause)));
    }
}
