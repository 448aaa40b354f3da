package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.assembler.testing.FakeEncoders;
import io.tesela.assembler.testing.FragmentReader;
import io.tesela.assembler.testing.FragmentReader.Sample;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.testkit.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An assembler between the records of made-up jobs and what it writes, over a broker in memory. */
class AssemblerTest {
    private final Service service = new Service();
    private final List<Worker> workers = new ArrayList<>();

    @AfterEach
    void close() {
        workers.forEach(Worker::close);
        service.close();
        assertThat(workers).allMatch(worker -> worker.encoders().misuses().isEmpty());
    }

    @Test
    void job_wholeLog_isPublishedInPartsWithReceipts() {
        MadeJob job = Service.job("job-1", 17, 5);
        worker("a1", new FakeEncoders());
        service.open(job);

        service.results(job.records());

        service.awaitComplete(job);
        service.awaitAllCommitted();
        List<Sample> samples = FragmentReader.read(service.file(job.id()));
        assertThat(samples.stream().map(Sample::pts).sorted()).containsExactlyElementsOf(job.pts());
        List<SegmentReceipt> receipts = service.receipts(job.id());
        assertThat(receipts).extracting(SegmentReceipt::segment).containsExactly(0, 1, 2, 3);
        assertThat(receipts).extracting(SegmentReceipt::firstFrame).containsExactly(0L, 5L, 10L, 15L);
        assertThat(receipts).extracting(SegmentReceipt::last).containsExactly(false, false, false, true);
        assertThat(receipts).extracting(SegmentReceipt::epoch).containsOnly(1L);
        assertMonotone(job);
        Checkpoint last = last(service.checkpoints(job.id()));
        assertThat(last.nextFrame()).isEqualTo(17);
        assertThat(last.released()).isEqualTo(17);
        assertThat(last.missing()).isEmpty();
    }

    @Test
    void job_randomOrder_neverCommitsWhatAnOpenSegmentNeeds() {
        Random random = Seeds.random("commits behind open segments");
        MadeJob job = Service.job("job-1", 30, 3);
        List<ResultRecord> log = new ArrayList<>();
        for (int from = 0; from < job.frames(); from += 5) {
            List<ResultRecord> some = new ArrayList<>(job.frames(from, from + 5));
            some.add(job.filled(from, 0, 2));
            Collections.shuffle(some, random);
            log.addAll(some);
        }
        log.add(job.closed());
        worker("a1", new FakeEncoders());
        service.open(job);

        int block = 5 * (job.tiles() + 1) + 1;
        for (int at = 0; at < log.size(); at += 7) {
            service.results(log.subList(at, Math.min(log.size(), at + 7)));
            // A block is published, and let go, at the latest when the one after it is there: so commits do move.
            long past = (long) Math.max(0, Math.min(log.size(), at + 7) / block - 1) * block;
            await().atMost(Service.PATIENCE).until(() -> service.committed(Service.partition(job)) >= past);
            // In this order: what was committed first must be covered by the checkpoints that are there afterwards.
            long committed = service.committed(Service.partition(job));
            long nextFrame = (long) service.nextSegment(job.id()) * job.spec().segmentFrames();
            assertThat(committed)
                    .isLessThanOrEqualTo(firstNeeded(log, Math.min(nextFrame, job.frames()), job.frames()));
        }

        service.awaitComplete(job);
        service.awaitAllCommitted();
        assertMonotone(job);
    }

    @Test
    void job_closedLongAfterItsLastSegment_pinsNothing() {
        MadeJob job = Service.job("job-1", 4, 2);
        worker("a1", new FakeEncoders());
        service.open(job);
        service.results(job.frames(0, 4));
        service.awaitComplete(job);

        service.results(List.of(job.closed()));

        service.awaitAllCommitted();
    }

    @Test
    void job_tilesMissing_areNamedUntilTheyCome() {
        MadeJob job = Service.job("job-1", 4, 2);
        worker("a1", new FakeEncoders());
        service.open(job);
        service.results(List.of(job.manifest(0), job.filtered(0, 1), job.filtered(0, 3)));
        await().atMost(Service.PATIENCE)
                .until(() -> service.checkpoints(job.id()).stream()
                        .anyMatch(checkpoint -> checkpoint.missing().size() == 1
                                && checkpoint.missing().get(0).tiles().equals(List.of(0, 2))));

        service.results(job.records());

        service.awaitComplete(job);
        assertThat(last(service.checkpoints(job.id())).missing()).isEmpty();
        assertThat(service.receipts(job.id()).get(0).counts().duplicates()).isEqualTo(2);
    }

    @Test
    void takeOver_assemblerKilledMidJob_goesOnWithTheSameBytesAndTheNextEpoch() {
        MadeJob job = Service.job("job-1", 20, 4);
        Map<Integer, byte[]> undisturbed = undisturbed(job);
        CountDownLatch never = new CountDownLatch(1);
        Worker first = worker(
                "a1", new FakeEncoders(pts -> Service.awaitAt(pts, job.pts().get(10), never)));
        service.open(job);
        service.results(job.frames(0, 14));
        await().atMost(Service.PATIENCE).until(() -> service.nextSegment(job.id()) == 2);

        first.kill();
        worker("a2", new FakeEncoders());
        service.results(job.frames(14, 20));
        service.results(List.of(job.closed()));

        service.awaitComplete(job);
        service.awaitAllCommitted();
        assertThat(service.segments(job.id())).hasSameSizeAs(undisturbed);
        undisturbed.forEach((number, bytes) ->
                assertThat(service.segments(job.id()).get(number)).isEqualTo(bytes));
        assertThat(service.receipts(job.id())).extracting(SegmentReceipt::epoch).containsExactly(1L, 1L, 2L, 2L, 2L);
        assertThat(service.receipts(job.id()))
                .allMatch(receipt -> receipt.counts().duplicates() == 0);
        assertMonotone(job);
        never.countDown();
    }

    @Test
    void takeOver_beforeAnySegment_takesTheNextEpoch() {
        MadeJob job = Service.job("job-1", 4, 4);
        Worker first = worker("a1", new FakeEncoders());
        service.open(job);
        service.results(job.frames(0, 2));
        await().atMost(Service.PATIENCE)
                .until(() -> !service.checkpoints(job.id()).isEmpty());

        first.kill();
        worker("a2", new FakeEncoders());
        service.results(job.frames(2, 4));
        service.results(List.of(job.closed()));

        service.awaitComplete(job);
        assertThat(service.receipts(job.id())).extracting(SegmentReceipt::epoch).containsExactly(2L);
        service.awaitAllCommitted();
    }

    @Test
    void rebalance_midJob_movesJobsWithoutAChangeOfTheirBytes() {
        MadeJob here = Service.jobIn(0, 24, 4);
        MadeJob there = Service.jobIn(1, 24, 4);
        Map<Integer, byte[]> expectedHere = undisturbed(here);
        Map<Integer, byte[]> expectedThere = undisturbed(there);
        Worker first = worker("a1", new FakeEncoders());
        service.open(here);
        service.open(there);
        service.results(here.frames(0, 10));
        service.results(there.frames(0, 10));
        service.awaitSegments(here, 2);
        service.awaitSegments(there, 2);

        Worker second = worker("a2", new FakeEncoders());
        second.awaitReady();
        first.awaitReady();
        service.results(here.frames(10, 24));
        service.results(there.frames(10, 24));
        service.results(List.of(here.closed(), there.closed()));

        service.awaitComplete(here);
        service.awaitComplete(there);
        service.awaitAllCommitted();
        assertThat(second.encoders().opened()).isPositive();
        expectedHere.forEach((number, bytes) ->
                assertThat(service.segments(here.id()).get(number)).isEqualTo(bytes));
        expectedThere.forEach((number, bytes) ->
                assertThat(service.segments(there.id()).get(number)).isEqualTo(bytes));
        assertMonotone(here);
        assertMonotone(there);
    }

    @Test
    void replay_ofALogLongerThanTheWindow_goesOnToItsEnd() {
        MadeJob job = Service.job("job-1", 60, 6);
        service.open(job);
        service.results(job.records());

        worker("a1", new FakeEncoders());

        service.awaitComplete(job);
        service.awaitAllCommitted();
        assertThat(FragmentReader.read(service.file(job.id()))).hasSize(60);
    }

    @Test
    void close_midJob_closesEveryEncoderAndAcknowledgesNothingOpen() {
        MadeJob job = Service.job("job-1", 12, 10);
        Worker worker = worker("a1", new FakeEncoders());
        service.open(job);
        service.results(job.frames(0, 8));
        await().atMost(Service.PATIENCE)
                .until(() -> service.checkpoints(job.id()).stream().anyMatch(checkpoint -> checkpoint.released() == 8));

        worker.close();

        assertThat(worker.encoders().open()).isZero();
        assertThat(service.committed(Service.partition(job))).isZero();
    }

    private Worker worker(String id, FakeEncoders encoders) {
        Worker worker = new Worker(service, id, encoders);
        workers.add(worker);
        return worker;
    }

    private static Map<Integer, byte[]> undisturbed(MadeJob job) {
        try (Service alone = new Service();
                Worker worker = new Worker(alone, "alone", new FakeEncoders())) {
            worker.awaitReady();
            alone.open(job);
            alone.results(job.records());
            alone.awaitComplete(job);
            return alone.segments(job.id());
        }
    }

    /** Returns the offset of the first record that is needed if all frames below one are published; the end until all are. */
    private static long firstNeeded(List<ResultRecord> log, long nextFrame, int frames) {
        for (int i = 0; i < log.size(); i++) {
            boolean needed = nextFrame < frames;
            if (log.get(i) instanceof FrameManifest manifest) {
                needed = manifest.timing().index() >= nextFrame;
            } else if (log.get(i) instanceof TileResult tile) {
                needed = tile.verdict().key().frame() >= nextFrame;
            }
            if (needed) {
                return i;
            }
        }
        return log.size();
    }

    private void assertMonotone(MadeJob job) {
        assertThat(service.checkpoints(job.id()))
                .isSortedAccordingTo((a, b) -> Integer.compare(a.nextSegment(), b.nextSegment()));
        assertThat(service.checkpoints(job.id())).isSortedAccordingTo((a, b) -> Long.compare(a.epoch(), b.epoch()));
    }

    private static Checkpoint last(List<Checkpoint> checkpoints) {
        return checkpoints.get(checkpoints.size() - 1);
    }
}
