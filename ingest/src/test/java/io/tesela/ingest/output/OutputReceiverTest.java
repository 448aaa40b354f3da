package io.tesela.ingest.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.ingest.output.OutputReceiver.Taker;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.SourceView;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.topic.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class OutputReceiverTest {
    private final OutputLog log = new OutputLog();
    private final Map<JobId, TestTaker> takers = new HashMap<>();

    @TempDir
    Path data;

    private record TestTaker(JobOutput output, List<Exception> failures) implements Taker {
        @Override
        public void failed(Exception cause) {
            failures.add(cause);
        }
    }

    private record OneSource(Flux<Delivery> deliveries) implements RecordSource {
        @Override
        public void pause(int partition) {}

        @Override
        public void resume(int partition) {}

        @Override
        public Mono<Void> note(int partition, String note) {
            return Mono.empty();
        }

        @Override
        public SourceView view() {
            return new SourceView(0, 0);
        }
    }

    @Test
    void run_recordsOfAJob_goToItsOutput() throws IOException {
        // Given
        TestTaker taker = take(OutputLog.JOB);
        log.addSegment(1, 0, true, new byte[10], 4);

        // When
        run(deliveries());

        // Then
        assertThat(taker.output().committed()).isEqualTo(10);
        assertThat(taker.failures()).isEmpty();
        taker.output().close();
    }

    @Test
    void run_recordsOfAnUnknownJob_areAcknowledged() {
        // Given
        log.addSegment(1, 0, true, new byte[10], 4);

        // When
        run(deliveries());

        // Then
        assertThat(log.committed()).isEqualTo(log.size());
    }

    @Test
    void run_outputThatCannotBeWritten_failsItsJobAndNoOther() throws IOException {
        // Given: the files of one job are closed under it
        JobId otherJob = new JobId("other");
        TestTaker broken = take(OutputLog.JOB);
        TestTaker other = take(otherJob);
        int first = log.add(OutputLog.part(1, 0, 0, new byte[10], 4));
        log.add(new SegmentPart(otherJob, 1, 0, 0, new byte[4]));
        closeChannelsOf(broken.output());

        // When
        run(deliveries());

        // Then
        assertThat(broken.failures()).hasSize(1);
        assertThat(log.acknowledged(first)).isTrue();
        assertThat(other.failures()).isEmpty();
        other.output().close();
    }

    @Test
    void run_malformedRecord_failsTheJobOfItsKeyAndGoesOn() throws IOException {
        // Given
        TestTaker taker = take(OutputLog.JOB);
        Acknowledged bad = new Acknowledged(record(OutputLog.JOB.value()));
        Acknowledged stray = new Acknowledged(record("NO JOB"));

        // When
        run(Flux.just(bad, stray));

        // Then
        assertThat(taker.failures()).hasSize(1).first().isInstanceOf(MalformedRecordException.class);
        assertThat(bad.acknowledged).isTrue();
        assertThat(stray.acknowledged).isTrue();
        taker.output().close();
    }

    @Test
    void run_sourceFails_failsAndCancelReachesTheSource() {
        // Given
        TestPublisher<Delivery> source = TestPublisher.create();
        OutputReceiver receiver =
                new OutputReceiver(new OneSource(source.flux()), job -> Optional.empty(), Schedulers.immediate());

        // Then
        StepVerifier.create(receiver.run()).expectSubscription().thenCancel().verify();
        source.assertCancelled();
        StepVerifier.create(receiver.run())
                .then(() -> source.error(new IllegalStateException("gone")))
                .verifyErrorMessage("gone");
    }

    @Test
    void run_outputThatIsBeingStored_asksForNoMoreThanOneBeyondIt() {
        // Given
        log.addSegment(1, 0, true, new byte[10], 4);
        TestPublisher<Delivery> source = TestPublisher.create();
        Scheduler disk = VirtualTimeScheduler.create();
        OutputReceiver receiver = new OutputReceiver(new OneSource(source.flux()), job -> Optional.empty(), disk);

        // Then
        StepVerifier.create(receiver.run(), 0)
                .then(() -> source.assertMaxRequested(1))
                .thenRequest(Long.MAX_VALUE)
                .then(() -> source.next(log.delivery(0)))
                // The one that is being stored, and the next.
                .then(() -> source.assertMaxRequested(2))
                .thenCancel()
                .verify();
        disk.dispose();
    }

    /** A thread that is interrupted while it uses a channel closes it: the disk as good as fails. */
    private static void closeChannelsOf(JobOutput output) {
        Thread.currentThread().interrupt();
        try {
            int unused = output.read(0, ByteBuffer.allocate(1).limit(0));
        } catch (IOException expected) {
            assertThat(expected).isInstanceOf(ClosedByInterruptException.class);
        } finally {
            boolean interrupted = Thread.interrupted();
            assertThat(interrupted).isTrue();
        }
    }

    private static FlowRecord record(String key) {
        return FlowRecord.inPartition(Topics.OUTPUT, 0, key, new byte[3], Map.of());
    }

    private TestTaker take(JobId job) throws IOException {
        TestTaker taker = new TestTaker(
                JobOutput.create(JobFolder.create(data, job), true, true, new DiskQuota(1 << 20)), new ArrayList<>());
        takers.put(job, taker);
        return taker;
    }

    private Flux<Delivery> deliveries() {
        return Flux.range(0, log.size()).map(log::delivery);
    }

    private void run(Flux<Delivery> deliveries) {
        OutputReceiver receiver = new OutputReceiver(
                new OneSource(deliveries), job -> Optional.ofNullable(takers.get(job)), Schedulers.immediate());
        receiver.run().blockLast();
    }

    private static final class Acknowledged implements Delivery {
        private final FlowRecord record;
        private boolean acknowledged;

        Acknowledged(FlowRecord record) {
            this.record = record;
        }

        @Override
        public FlowRecord record() {
            return record;
        }

        @Override
        public int partition() {
            return 0;
        }

        @Override
        public long offset() {
            return 0;
        }

        @Override
        public long generation() {
            return 1;
        }

        @Override
        public void acknowledge() {
            acknowledged = true;
        }
    }
}
