package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.assembler.testing.FakeEncoders;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobSpec;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.JobRefused;
import io.tesela.kafka.topic.Topics;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** A job of a filter that this role, or a processor, does not have. */
class MissingFilterTest {
    private static final long GENERATION = 7;

    private final MadeJob job = Service.job("job-1", 6, 3);
    private final Stage stage = new Stage(FakeSink.manual(), new FakeEncoders());
    private final ControlledTail tail = new ControlledTail();
    private final JobDirectory directory = new JobDirectory();
    private final JobTable table = new JobTable(
            new ProgressLog(tail, directory),
            stage.context(),
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(1)));

    @BeforeAll
    static void limitPatience() {
        StepVerifier.setDefaultTimeout(Duration.ofSeconds(20));
    }

    @AfterAll
    static void unlimitPatience() {
        StepVerifier.resetDefaultTimeout();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** By the first tile that reaches a processor without the plug-in, whether the job's manifest came before it or not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void accept_refusalOfAProcessor_failsTheJob(boolean takenUp) {
        own(job.spec());
        if (takenUp) {
            table.accept(delivery(job.manifest(0))).subscribe();
            tail.read();
            stage.settle();
        }
        FakeDelivery refusal =
                delivery(new JobRefused(job.id(), "tile processor p lacks emboss (expected: it has it)"));

        StepVerifier.create(table.accept(refusal))
                .then(tail::read)
                .then(stage::settle)
                .then(() -> assertThat(refusal.acknowledged()).isFalse())
                .then(() -> stage.sink().acknowledge(stage.sink().firstCallWith(Topics.OUTPUT)))
                .then(stage::settle)
                .verifyComplete();

        assertThat(refusal.acknowledged()).isTrue();
        assertThat(table.size()).isZero();
        assertThat(stage.output())
                .singleElement()
                .isEqualTo(new JobFailed(
                        job.id(), FailureCode.BAD_FILTER, "tile processor p lacks emboss (expected: it has it)"));
    }

    @Test
    void accept_jobOfAFilterThatIsMissingHere_failsItAndSaysWhere() {
        JobSpec spec = job.spec();
        own(new JobSpec(
                spec.id(),
                "sepia",
                spec.tiles(),
                spec.format(),
                spec.audio(),
                spec.encoder(),
                spec.segmentFrames(),
                spec.windowFrames(),
                spec.outputPartition()));

        StepVerifier.create(table.accept(delivery(job.manifest(0))))
                .then(tail::read)
                .then(stage::settle)
                .then(() -> stage.sink().acknowledge(0))
                .verifyComplete();

        assertThat(stage.output())
                .singleElement()
                .isEqualTo(new JobFailed(
                        job.id(),
                        FailureCode.BAD_FILTER,
                        "assembler assembler-1 lacks sepia (expected: every plug-in on the class path of every role)"));
    }

    private void own(JobSpec open) {
        table.assigned(Set.of(0), GENERATION);
        directory.apply(new Opened(open, "ingest-1"));
    }

    private static FakeDelivery delivery(ResultRecord result) {
        return new FakeDelivery(result, GENERATION);
    }
}
