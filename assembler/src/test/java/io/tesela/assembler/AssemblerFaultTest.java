package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.assembler.testing.FakeEncoders;
import io.tesela.assembler.testing.IdentityOutputs;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.job.JobSpec;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Opened;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an assembler does with jobs that fail, are not wanted or are not known, and how little others notice. */
class AssemblerFaultTest {
    private final Service service = new Service();
    private final List<Worker> workers = new ArrayList<>();

    @AfterEach
    void close() {
        workers.forEach(Worker::close);
        service.close();
        assertThat(workers).allMatch(worker -> worker.encoders().misuses().isEmpty());
    }

    @Test
    void job_unknown_isPassedOver() {
        MadeJob unknown = Service.job("job-unknown", 3, 3);
        MadeJob known = Service.job("job-known", 3, 3);
        worker("a1", new FakeEncoders());
        service.open(known);

        service.results(unknown.records());
        service.results(known.records());

        service.awaitComplete(known);
        service.awaitAllCommitted();
        assertThat(service.ofJob(unknown.id())).isEmpty();
        assertThat(service.checkpoints(unknown.id())).isEmpty();
    }

    @Test
    void job_cancelled_closesItsEncodersAndLetsGoOfItsRecords() {
        MadeJob job = Service.job("job-1", 20, 10);
        MadeJob other = Service.job("job-2", 4, 2);
        Worker worker = worker("a1", new FakeEncoders());
        service.open(job);
        service.open(other);
        service.results(job.frames(0, 14));
        service.awaitSegments(job, 1);
        await().atMost(Service.PATIENCE).until(() -> worker.encoders().open() == 1);

        service.say(new Cancelled(job.id()));

        await().atMost(Service.PATIENCE).until(() -> worker.encoders().open() == 0);
        service.results(job.frames(14, 20));
        service.results(other.records());
        service.awaitComplete(other);
        service.awaitAllCommitted();
        assertThat(service.receipts(job.id())).hasSize(1);
        assertThat(service.failures(job.id())).isEmpty();
    }

    @Test
    void job_forgottenAfterItsEnd_isGone() {
        MadeJob job = Service.job("job-1", 4, 2);
        worker("a1", new FakeEncoders());
        service.open(job);
        service.results(job.records());
        service.awaitComplete(job);
        int said = service.checkpoints(job.id()).size();

        service.forget(job.id());
        service.results(job.frames(0, 4));

        service.awaitAllCommitted();
        assertThat(service.checkpoints(job.id())).hasSize(said);
        assertThat(service.receipts(job.id())).hasSize(2);
    }

    @Test
    void job_thatFailsInTheEncoder_tellsItsIngestAndLeavesOthersAlone() {
        MadeJob bad = Service.job("job-bad", 12, 3);
        MadeJob good = Service.job("job-good", 12, 3);
        long poison = bad.pts().get(7);
        Worker worker = worker("a1", new FakeEncoders(pts -> {
            if (pts == poison) {
                throw new IllegalStateException("encoder broke");
            }
        }));
        assertThat(good.pts()).doesNotContain(poison);
        service.open(bad);
        service.open(good);

        service.results(bad.frames(0, 9));
        service.results(good.records());
        await().atMost(Service.PATIENCE).until(() -> !service.failures(bad.id()).isEmpty());
        service.results(bad.frames(9, 12));

        service.awaitComplete(good);
        service.awaitAllCommitted();
        JobFailed failure = service.failures(bad.id()).get(0);
        assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
        assertThat(service.failures(bad.id())).hasSize(1);
        assertThat(service.receipts(bad.id())).hasSizeLessThanOrEqualTo(2);
        assertThat(service.receipts(good.id())).hasSize(4);
        await().atMost(Service.PATIENCE).until(() -> worker.encoders().open() == 0);
    }

    @Test
    void job_thatFailsWhileItsLogWaitsForRoom_letsTheOthersPass() {
        MadeJob bad = Service.jobIn(0, 20, 20);
        MadeJob good = Service.job("job-good", 4, 2);
        CountDownLatch release = new CountDownLatch(1);
        long first = bad.pts().get(0);
        Worker worker = worker("a1", new FakeEncoders(pts -> {
            if (pts == first) {
                Service.awaitAt(pts, first, release);
                throw new IllegalStateException("encoder broke");
            }
        }));
        assertThat(good.pts()).doesNotContain(first);
        service.open(bad);
        service.open(good);
        service.results(bad.records());
        await().atMost(Service.PATIENCE).until(() -> worker.encoders().open() == 1);
        service.results(good.records());

        release.countDown();

        service.awaitComplete(good);
        service.awaitAllCommitted();
        assertThat(service.failures(bad.id())).hasSize(1);
    }

    @Test
    void job_whoseFrameStageThrowsAnError_failsInsteadOfWaiting() {
        MadeJob job = new MadeJob("job-1", MadeJob.Shape.of(4, 2, 4).with("canny"), 1);
        IdentityOutputs broken = new IdentityOutputs() {
            @Override
            public PixelBuffer runFrameStage(ChainPlan plan, PixelBuffer joined) {
                throw new NoClassDefFoundError("a library of the filter");
            }
        };
        workers.add(new Worker(service, "a1", new FakeEncoders(), broken));
        service.open(job);

        service.results(job.records());

        await().atMost(Service.PATIENCE).until(() -> !service.failures(job.id()).isEmpty());
        service.awaitAllCommitted();
    }

    @Test
    void job_withAFilterThatIsNotThere_failsAndLeavesOthersAlone() {
        MadeJob good = Service.job("job-good", 4, 2);
        MadeJob strange = new MadeJob("job-strange", MadeJob.Shape.of(4, 2, 4), 1);
        worker("a1", new FakeEncoders());
        service.open(good);
        service.say(new Opened(
                new JobSpec(
                        strange.id(),
                        "newer-filter",
                        strange.spec().tiles(),
                        strange.spec().format(),
                        strange.spec().audio(),
                        strange.spec().encoder(),
                        2,
                        4,
                        0),
                "ingest-1"));

        service.results(strange.records());
        service.results(good.records());

        service.awaitComplete(good);
        service.awaitAllCommitted();
        assertThat(service.failures(strange.id()))
                .singleElement()
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.BAD_FILTER));
    }

    private Worker worker(String id, FakeEncoders encoders) {
        Worker worker = new Worker(service, id, encoders);
        workers.add(worker);
        return worker;
    }
}
