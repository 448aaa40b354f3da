package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.assembler.testing.FakeEncoders;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.failure.FailureCode;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ProgressRecord.Unreadable;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Which records start which jobs, and what becomes of those that do not; the test says when the progress log is read. */
class JobTableTest {
    private static final int MAX_JOBS = 1;
    private static final long GENERATION = 7;

    private final MadeJob job = Service.job("job-1", 6, 3);
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Stage stage = new Stage(FakeSink.manual(), new FakeEncoders(pts -> failIfTold()));
    private final ControlledTail tail = new ControlledTail();
    private final JobDirectory directory = new JobDirectory();
    private final JobTable table = new JobTable(
            new ProgressLog(tail, directory),
            stage.context(),
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(MAX_JOBS)));

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

    @Test
    void accept_beforeTheProgressLogIsRead_startsNothing() {
        own();
        directory.apply(new Opened(job.spec(), "ingest-1"));

        StepVerifier.create(table.accept(delivery(job.manifest(0))))
                .then(() -> assertThat(table.size()).isZero())
                .then(() -> tail.read())
                .then(stage::settle)
                .verifyComplete();

        assertThat(table.size()).isEqualTo(1);
        StepVerifier.create(table.accept(delivery(job.filtered(0, 0))))
                .as("read once a generation")
                .verifyComplete();
    }

    @Test
    void accept_partitionLostWhileTheProgressLogIsRead_startsNothing() {
        own();
        directory.apply(new Opened(job.spec(), "ingest-1"));
        FakeDelivery delivery = delivery(job.manifest(0));

        StepVerifier.create(table.accept(delivery))
                .then(() -> table.revoked(Set.of(0)))
                .then(() -> table.dropJobsOf(Set.of(0)))
                .then(() -> tail.read())
                .then(stage::settle)
                .verifyComplete();

        assertThat(table.size()).isZero();
        assertThat(delivery.acknowledged()).isFalse();
    }

    @Test
    void accept_leftoverOfAnEarlierGeneration_isIgnored() {
        own();
        directory.apply(new Opened(job.spec(), "ingest-1"));
        FakeDelivery leftover = new FakeDelivery(job.manifest(0), GENERATION - 1);

        StepVerifier.create(table.accept(leftover)).verifyComplete();

        assertThat(tail.asked()).isZero();
        assertThat(leftover.acknowledged()).isFalse();
    }

    @Test
    void accept_unknownJob_isAcknowledgedOnlyWhenTheLogWasReadOnceMore() {
        own();
        FakeDelivery delivery = delivery(job.manifest(0));

        StepVerifier.create(table.accept(delivery))
                .then(() -> tail.read())
                .then(stage::settle)
                .then(() -> assertThat(delivery.acknowledged()).isFalse())
                .then(() -> tail.read())
                .then(stage::settle)
                .verifyComplete();

        assertThat(delivery.acknowledged()).isTrue();
        assertThat(table.size()).isZero();
    }

    @Test
    void accept_jobThatShowsUpInTheMeantime_isTakenUp() {
        own();
        FakeDelivery delivery = delivery(job.manifest(0));

        StepVerifier.create(table.accept(delivery))
                .then(() -> tail.read())
                .then(stage::settle)
                .then(() -> directory.apply(new Opened(job.spec(), "ingest-1")))
                .then(() -> tail.read())
                .then(stage::settle)
                .verifyComplete();

        assertThat(table.size()).isEqualTo(1);
        assertThat(delivery.acknowledged()).isFalse();
    }

    @Test
    void accept_cancelledJob_isAcknowledged() {
        ready(job);
        directory.apply(new Cancelled(job.id()));
        FakeDelivery delivery = delivery(job.manifest(0));

        StepVerifier.create(table.accept(delivery)).verifyComplete();

        assertThat(delivery.acknowledged()).isTrue();
        assertThat(table.size()).isZero();
    }

    @Test
    void accept_moreJobsThanMayWait_refusesTheLast() {
        MadeJob second = Service.job("job-2", 3, 3);
        ready(job);
        directory.apply(new Opened(second.spec(), "ingest-1"));
        FakeDelivery refused = delivery(second.manifest(0));
        accept(delivery(job.manifest(0)));

        StepVerifier.create(table.accept(refused))
                .then(() -> assertThat(refused.acknowledged()).isFalse())
                .then(() -> stage.sink().acknowledge(0))
                .verifyComplete();

        assertThat(table.size()).isEqualTo(1);
        assertThat(refused.acknowledged()).isTrue();
        assertThat(stage.output()).singleElement().isInstanceOfSatisfying(JobFailed.class, failed -> {
            assertThat(failed.job()).isEqualTo(second.id());
            assertThat(failed.code()).isEqualTo(FailureCode.BUSY);
        });
    }

    @Test
    void runAll_jobFails_letsGoOnlyWhenItsIngestKnows() {
        MadeJob bad = new MadeJob("job-bad", MadeJob.Shape.of(2, 2, 4), 1);
        failing.set(true);
        ready(bad);
        List<FakeDelivery> deliveries = new ArrayList<>();

        StepVerifier.create(table.runAll(MAX_JOBS))
                .then(() -> bad.frame(0).forEach(result -> {
                    FakeDelivery delivery = delivery(result);
                    deliveries.add(delivery);
                    accept(delivery);
                }))
                .then(stage::settle)
                .then(() -> stage.sink().acknowledge(0))
                .expectNextCount(1)
                .then(stage::settle)
                .then(() -> assertThat(stage.output()).hasOnlyElementsOfType(JobFailed.class))
                .then(() -> assertThat(deliveries).noneMatch(FakeDelivery::acknowledged))
                .then(() -> stage.sink().acknowledge(stage.sink().firstCallWith(Topics.OUTPUT)))
                .then(stage::settle)
                .then(() -> assertThat(deliveries).allMatch(FakeDelivery::acknowledged))
                .thenCancel()
                .verify();

        FakeDelivery later = delivery(bad.manifest(1));
        StepVerifier.create(table.accept(later)).verifyComplete();
        assertThat(later.acknowledged()).isTrue();
    }

    @Test
    void runAll_sinkRefusesARecord_failsThatJobAlone() {
        ready(job);
        FakeDelivery delivery = delivery(job.manifest(0));

        StepVerifier.create(table.runAll(MAX_JOBS))
                .then(() -> accept(delivery))
                .then(stage::settle)
                .then(() -> stage.sink().fail(0, new TransportException("too large", false, null)))
                .then(stage::settle)
                .then(() -> assertThat(stage.output()).singleElement().isInstanceOf(JobFailed.class))
                .then(() -> assertThat(delivery.acknowledged()).isFalse())
                .then(() -> stage.sink().acknowledge(1))
                .then(stage::settle)
                .then(() -> assertThat(delivery.acknowledged()).isTrue())
                .thenCancel()
                .verify();
    }

    @Test
    void runAll_sinkFailsForGood_endsWithNothingAcknowledged() {
        ready(job);
        FakeDelivery delivery = delivery(job.manifest(0));
        TransportException error = new TransportException("closed", false, null);

        StepVerifier.create(table.runAll(MAX_JOBS))
                .then(() -> accept(delivery))
                .then(stage::settle)
                .then(() -> stage.sink().fail(0, error))
                .then(stage::settle)
                .then(() -> stage.sink().fail(1, error))
                .verifyErrorMatches(e -> e == error);

        assertThat(delivery.acknowledged()).isFalse();
    }

    @Test
    void runAll_cancelled_cancelsWhatIsBeingWrittenAndAcknowledgesNothing() {
        ready(job);
        FakeDelivery delivery = delivery(job.manifest(0));

        StepVerifier.create(table.runAll(MAX_JOBS))
                .then(() -> accept(delivery))
                .then(stage::settle)
                .thenCancel()
                .verify();

        assertThat(stage.sink().cancelled()).isEqualTo(1);
        assertThat(delivery.acknowledged()).isFalse();
    }

    @Test
    void accept_unreadableRecordOfARunningJob_isAcknowledgedWhenItsIngestKnows() {
        ready(job);
        FakeDelivery before = delivery(job.manifest(0));
        FakeDelivery unreadable = unreadable();

        StepVerifier.create(table.runAll(MAX_JOBS))
                .then(() -> accept(before))
                .then(stage::settle)
                .then(() -> StepVerifier.create(table.accept(unreadable))
                        .then(stage::settle)
                        .then(() -> assertThat(stage.output()).singleElement().isInstanceOf(JobFailed.class))
                        .then(() -> assertThat(unreadable.acknowledged()).isFalse())
                        .then(() -> stage.sink().acknowledge(stage.sink().firstCallWith(Topics.OUTPUT)))
                        .then(stage::settle)
                        .verifyComplete())
                .thenCancel()
                .verify();

        assertThat(unreadable.acknowledged()).isTrue();
        assertThat(before.acknowledged()).isTrue();
        assertThat(table.size()).isZero();
    }

    @Test
    void accept_jobWhoseOpenIsUnreadable_tellsEveryIngestOnce() {
        ready(Service.job("job-other", 1, 1));
        directory.apply(new Unreadable(job.id()));
        FakeDelivery delivery = delivery(job.manifest(0));
        FakeDelivery later = delivery(job.manifest(1));

        StepVerifier.create(table.accept(delivery))
                .then(() -> tail.read())
                .then(stage::settle)
                .then(() -> assertThat(delivery.acknowledged()).isFalse())
                .then(() -> stage.sink().acknowledge(0))
                .verifyComplete();
        accept(later);

        assertThat(delivery.acknowledged()).isTrue();
        assertThat(later.acknowledged()).isTrue();
        assertThat(stage.output()).hasSize(Stage.OUTPUT_PARTITIONS).hasOnlyElementsOfType(JobFailed.class);
        assertThat(stage.sink().sent())
                .extracting(record -> record.partition().orElse(-1))
                .containsExactly(0, 1, 2);
    }

    @Test
    void accept_tileResultThatCannotEvenBeSetAside_goesOn() {
        ready(job);
        accept(delivery(job.manifest(0)));
        FakeDelivery malformed = delivery(job.result(job.filtered(0, 0).verdict(), new byte[1]));

        StepVerifier.create(table.accept(malformed))
                .then(() -> assertThat(malformed.acknowledged()).isFalse())
                .then(() -> stage.sink().fail(0, new TransportException("too large", false, null)))
                .verifyComplete();

        assertThat(malformed.acknowledged()).isTrue();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void dropped_whileItRuns_acknowledgesWhatItHolds() {
        ready(job);
        FakeDelivery delivery = delivery(job.manifest(0));

        StepVerifier.create(table.runAll(MAX_JOBS))
                .then(() -> accept(delivery))
                .then(stage::settle)
                .then(() -> table.dropped(job.id()))
                .then(() -> assertThat(delivery.acknowledged()).isTrue())
                .then(() -> assertThat(table.size()).isZero())
                .thenCancel()
                .verify();
    }

    private void failIfTold() {
        if (failing.get()) {
            throw new IllegalStateException("encoder broke");
        }
    }

    private void own() {
        table.assigned(Set.of(0), GENERATION);
    }

    /** Owns the partition, with the progress log read and a job open. */
    private void ready(MadeJob open) {
        own();
        MadeJob unknown = Service.job("job-unknown", 1, 1);
        table.accept(delivery(unknown.closed())).subscribe();
        tail.read();
        stage.settle();
        tail.read();
        stage.settle();
        directory.apply(new Opened(open.spec(), "ingest-1"));
    }

    private void accept(FakeDelivery delivery) {
        StepVerifier.create(table.accept(delivery)).verifyComplete();
    }

    private FakeDelivery unreadable() {
        return new FakeDelivery(
                FlowRecord.keyed(Topics.RESULTS, job.id().value(), new byte[0], Map.of("tesela", new byte[] {9, 1})),
                GENERATION);
    }

    private static FakeDelivery delivery(ResultRecord result) {
        return new FakeDelivery(result, GENERATION);
    }
}
