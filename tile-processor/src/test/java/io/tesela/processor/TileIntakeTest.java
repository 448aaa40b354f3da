package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.report.ProcessSample;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ResultRecord.JobRefused;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.processor.TileIntake.Answered;
import io.tesela.telemetry.RoleMeters;
import org.junit.jupiter.api.Test;

class TileIntakeTest {
    private static final TileJob JOB = new TileJob("job-1");
    private static final String CHAIN = "blur:3,emboss:1,sepia,emboss:2";

    private final JobDirectory jobs = new JobDirectory();
    private final TileIntake intake = new TileIntake(
            "p1",
            new PlanCache(FilterCatalogue.standard(), "p1"),
            jobs,
            new ProcessorMeters(new RoleMeters(new SimpleMeterRegistry())),
            () -> ProcessSample.UNKNOWN);

    /** Ingest has let the filters pass, so a plug-in is missing here: no tile of the job can be filtered, now or later. */
    @Test
    void take_tileOfAJobWhoseFilterIsMissingHere_refusesTheJob() {
        open(CHAIN);

        assertThat(ResultRecordCodec.decode(answerTo(tile(CHAIN))))
                .isEqualTo(
                        new JobRefused(
                                JOB.id(),
                                "tile processor p1 lacks emboss, sepia (expected: every plug-in on the class path of every role)"));
    }

    /** The record is damaged, and its tile will come again. */
    @Test
    void take_tileWhoseChainIsNotItsJobs_isSetAside() {
        open("blur:3");

        FlowRecord answer = answerTo(tile("blus:3"));

        assertThat(answer.topic()).isEqualTo(Topics.DEAD_TILES);
        assertThat(Answers.cause(answer)).startsWith("tile processor p1 lacks blus");
    }

    @Test
    void take_tileOfAJobThatIsNotKnownYet_isSetAside() {
        assertThat(answerTo(tile(CHAIN)).topic()).isEqualTo(Topics.DEAD_TILES);
    }

    private void open(String chain) {
        JobSpec known = JOB.spec();
        jobs.apply(new Opened(
                new JobSpec(JOB.id(), chain, TileJob.GRID, known.format(), known.audio(), known.encoder(), 4, 4, 0),
                "ingest-1"));
    }

    private FlowRecord answerTo(FlowRecord record) {
        assertThat(intake.take(record)).isInstanceOf(Answered.class);
        Answered answered = (Answered) intake.take(record);
        assertThat(answered.records()).hasSize(1);
        return answered.records().get(0);
    }

    private static FlowRecord tile(String chain) {
        TileRecord good = JOB.tile(0, 0, 1);
        return TileRecordCodec.encode(
                new TileRecord(good.key(), 1, new TileRecord.Work(chain, TileJob.GRID, 32, 24), good.samples()), 0);
    }
}
