package io.tesela.processor;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.job.JobId;
import io.tesela.domain.report.ProcessSample;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.ResultRecord.JobRefused;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

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
    /** The last ones, so that the log says once of each what its every tile comes to. */
    private final Set<JobId> refused = Collections.synchronizedSet(Collections.newSetFromMap(new LastJobs()));

    /** What is to be done about a record. */
    sealed interface Taken {}

    /** A tile is to be filtered. */
    record Work(TileTask task) implements Taken {}

    /**
     * Nothing is to be filtered.
     *
     * @param records what answers the record: a dead letter where it is malformed, a refusal of its job where this processor lacks a
     *     filter, nothing where nobody needs it
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
            return work(tile);
        } catch (MalformedRecordException | TeselaException | IllegalArgumentException | ArithmeticException e) {
            // The last two: a frame of odd or enormous size, which no plan can be made for.
            return setAside(record, String.valueOf(e.getMessage()));
        }
    }

    private Taken work(TileRecord tile) {
        ChainPlan plan;
        try {
            plan = plans.plan(tile.work());
        } catch (TeselaException e) {
            if (e.code() != FailureCode.BAD_FILTER || !isOfJob(tile)) {
                throw e;
            }
            return refuse(tile.key().job(), e);
        }
        TileTask task = new TileTask(tile, plan, processor, process);
        task.requireFit();
        return new Work(task);
    }

    /** Else the record is damaged, and its tile will come again. */
    private boolean isOfJob(TileRecord tile) {
        return jobs.find(tile.key().job())
                .filter(entry -> entry.spec().filters().equals(tile.work().filters()))
                .isPresent();
    }

    /** Ingest has let the filters pass, so no other tile of the job can be filtered here, either. */
    private Answered refuse(JobId job, TeselaException cause) {
        LOG.atLevel(refused.add(job) ? Level.ERROR : Level.TRACE)
                .addKeyValue("jobId", job)
                .addKeyValue("cause", cause.sentence())
                .log("job cannot be filtered here");
        return new Answered(List.of(ResultRecordCodec.encode(new JobRefused(job, cause.sentence()))));
    }

    private Answered setAside(FlowRecord record, String cause) {
        meters.malformed();
        LOG.atError().addKeyValue("cause", cause).log("malformed tile record set aside");
        return new Answered(List.of(TileRecordCodec.deadLetter(record, cause)));
    }

    private static final class LastJobs extends LinkedHashMap<JobId, Boolean> {
        private static final long serialVersionUID = 1L;
        private static final int MOST = 256;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, Boolean> eldest) {
            return size() > MOST;
        }
    }
}
