package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.assembler.testing.FakeEncoders;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TraceHeader;
import io.tesela.kafka.topic.Topics;
import io.tesela.testkit.FakeTracing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** One job on the test's own thread: what is written and acknowledged, in which order, and how much is held. */
class JobAssemblyTest {
    private static final int WINDOW = 4;

    private final MadeJob job = Service.job("job-1", 20, 3);
    private final Stage stage = new Stage(FakeSink.manual(), new FakeEncoders());
    private final Queue<Runnable> composing = new ArrayDeque<>();
    private final Scheduler compose = Schedulers.fromExecutor(composing::add);

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
        compose.dispose();
        stage.close();
        assertThat(stage.encoders().misuses()).isEmpty();
    }

    @Test
    void run_beforeItsEpochIsKnown_publishesNothing() {
        JobAssembly assembly = assembly(stage.context());

        StepVerifier.create(assembly.run())
                .then(stage::settle)
                .then(() -> offer(assembly, job.frames(0, 3)))
                .then(stage::settle)
                .then(() -> assertThat(stage.written()).singleElement().isInstanceOf(Checkpoint.class))
                .then(() -> stage.sink().acknowledge(0))
                .expectNextMatches(claim -> claim.epoch() == 3 && claim.nextSegment() == 0)
                .then(stage::settle)
                .then(() -> assertThat(stage.output()).isNotEmpty())
                .thenCancel()
                .verify();
    }

    @Test
    void run_segment_isSafeBeforeItsCheckpointAndThatBeforeItsDeliveries() {
        JobAssembly assembly = assembly(stage.context());
        Disposable running = assembly.run().subscribe();
        stage.acknowledgeAll(begin());

        List<FakeDelivery> deliveries = offer(assembly, job.frames(0, 4));
        stage.settle();
        assertThat(stage.output().get(0)).isInstanceOf(SegmentPart.class);
        assertThat(last(stage.output())).isInstanceOf(SegmentDone.class);
        acknowledgeCheckpoints();
        assertThat(stage.checkpoints()).allMatch(checkpoint -> checkpoint.nextSegment() == 0);
        assertThat(deliveries).noneMatch(FakeDelivery::acknowledged);

        stage.sink().acknowledge(segmentCall());
        stage.settle();
        assertThat(last(stage.checkpoints()).nextSegment()).isEqualTo(1);
        assertThat(last(stage.checkpoints()).nextFrame()).isEqualTo(3);
        assertThat(deliveries).noneMatch(FakeDelivery::acknowledged);

        acknowledgeCheckpoints();
        assertThat(deliveries.subList(0, 15)).allMatch(FakeDelivery::acknowledged);
        assertThat(deliveries.subList(15, 20)).noneMatch(FakeDelivery::acknowledged);
        running.dispose();
    }

    @Test
    void run_withoutNews_repeatsItsCheckpoint() {
        JobAssembly assembly = assembly(stage.context());

        StepVerifier.create(assembly.run())
                .then(() -> stage.acknowledgeAll(begin()))
                .expectNextCount(1)
                .then(() -> beat(3))
                .expectNextCount(3)
                .thenCancel()
                .verify();
    }

    @Test
    void run_whenTheCheckpointsAreSlow_writesOneAtATime() {
        JobAssembly assembly = assembly(stage.context());

        StepVerifier.create(assembly.run())
                .then(() -> stage.acknowledgeAll(begin()))
                .expectNextCount(1)
                .then(() -> stage.advance(Stage.HEARTBEAT.multipliedBy(10)))
                .then(() -> assertThat(stage.checkpoints()).hasSize(2))
                .thenCancel()
                .verify();
    }

    @Test
    void run_framesThatNobodyComposes_staysWithinTheWindow() {
        JobAssembly assembly = assembly(stage.context(compose));
        Disposable running = assembly.run().subscribe();
        stage.acknowledgeAll(begin());

        offer(assembly, job.frames(0, 10));
        stage.settle();

        assertThat(stage.joined()).isEqualTo(WINDOW);
        compose();
        assertThat(stage.joined()).isEqualTo(10);
        running.dispose();
    }

    @Test
    void run_whenNoSegmentGetsSafe_stopsToEncode() {
        JobAssembly assembly = assembly(stage.context());

        StepVerifier.create(assembly.run())
                .then(() -> stage.acknowledgeAll(begin()))
                .expectNextCount(1)
                .then(() -> offer(assembly, job.frames(0, 20)))
                .then(stage::settle)
                .then(() -> assertThat(stage.joined()).isLessThan(20))
                .then(() -> assertThat(stage.output().stream().filter(SegmentDone.class::isInstance))
                        .hasSize(1))
                .thenCancel()
                .verify();

        assertThat(stage.encoders().open()).isZero();
    }

    @Test
    void run_whenNobodyAsks_handsOnNoMoreThanTheWindow() {
        JobAssembly assembly = assembly(stage.context(compose));

        StepVerifier.create(assembly.run(), 0)
                .then(() -> stage.acknowledgeAll(begin()))
                .then(() -> offer(assembly, job.frames(0, 10)))
                .then(stage::settle)
                .then(() -> assertThat(stage.joined()).isEqualTo(WINDOW))
                .then(() -> assertThat(stage.checkpoints()).hasSizeLessThanOrEqualTo(2))
                .thenCancel()
                .verify();
    }

    @Test
    void offer_logReadAgain_waitsUntilThereIsRoom() {
        JobAssembly assembly = assembly(stage.context(compose));

        StepVerifier.create(assembly.run())
                .then(() -> stage.acknowledgeAll(begin()))
                .expectNextCount(1)
                .then(() -> offer(assembly, job.frames(0, 3 * WINDOW)))
                .then(() -> StepVerifier.create(offerOne(assembly, job.filtered(3L * WINDOW, 0)))
                        .expectSubscription()
                        .then(() -> assertThat(stage.joined()).isEqualTo(WINDOW))
                        .then(this::compose)
                        .expectComplete()
                        .verify())
                .thenCancel()
                .verify();
    }

    @Test
    void offer_stoppedWhileItWaits_goesOn() {
        JobAssembly assembly = assembly(stage.context(compose));

        StepVerifier.create(assembly.run())
                .then(() -> stage.acknowledgeAll(begin()))
                .expectNextCount(1)
                .then(() -> offer(assembly, job.frames(0, 3 * WINDOW)))
                .then(() -> StepVerifier.create(offerOne(assembly, job.filtered(3L * WINDOW, 0)))
                        .then(assembly::stop)
                        .expectComplete()
                        .verify())
                .verifyComplete();

        StepVerifier.create(offerOne(assembly, job.filtered(3L * WINDOW, 1))).verifyComplete();
    }

    @Test
    void run_cancelled_closesAllEncodersAndAcknowledgesNothing() {
        JobAssembly assembly = assembly(stage.context());
        List<FakeDelivery> deliveries = new ArrayList<>();

        StepVerifier.create(assembly.run())
                .then(() -> stage.acknowledgeAll(begin()))
                .expectNextCount(1)
                .then(() -> deliveries.addAll(offer(assembly, job.frames(0, 2))))
                .then(stage::settle)
                .then(() -> assertThat(stage.encoders().open()).isEqualTo(1))
                .thenCancel()
                .verify();

        assertThat(stage.encoders().open()).isZero();
        assertThat(deliveries).noneMatch(FakeDelivery::acknowledged);
    }

    @Test
    void run_stopped_completesAndClosesAllEncoders() {
        JobAssembly assembly = assembly(stage.context());

        StepVerifier.create(assembly.run())
                .then(() -> stage.acknowledgeAll(begin()))
                .expectNextCount(1)
                .then(() -> offer(assembly, job.frames(0, 2)))
                .then(stage::settle)
                .then(assembly::stop)
                .verifyComplete();

        assertThat(stage.encoders().open()).isZero();
        assertThat(stage.sink().cancelled()).isLessThanOrEqualTo(1);
    }

    @Test
    void run_retryableErrorOfTheSink_sendsTheSegmentAnew() {
        JobAssembly assembly = assembly(stage.context());

        StepVerifier.create(assembly.run())
                .then(() -> stage.acknowledgeAll(begin()))
                .expectNextCount(1)
                .then(() -> offer(assembly, job.frames(0, 3)))
                .then(stage::settle)
                .then(() -> stage.sink().fail(segmentCall(), new TransportException("down", true, null)))
                .then(() -> stage.advance(Duration.ofMillis(400)))
                .then(() -> assertThat(stage.output().stream().filter(SegmentDone.class::isInstance))
                        .hasSize(2))
                .thenCancel()
                .verify();
    }

    @Test
    void run_finalErrorOfTheSink_endsWithIt() {
        JobAssembly assembly = assembly(stage.context());
        TransportException error = new TransportException("closed", false, null);
        List<FakeDelivery> deliveries = new ArrayList<>();

        StepVerifier.create(assembly.run())
                .then(() -> stage.acknowledgeAll(begin()))
                .expectNextCount(1)
                .then(() -> deliveries.addAll(offer(assembly, job.frames(0, 3))))
                .then(stage::settle)
                .then(() -> stage.sink().fail(segmentCall(), error))
                .verifyErrorMatches(e -> e == error);

        assertThat(stage.encoders().open()).isZero();
        assertThat(deliveries).noneMatch(FakeDelivery::acknowledged);
    }

    @Test
    void letGo_thenOffer_acknowledgesAtOnce() {
        JobAssembly assembly = assembly(stage.context());
        List<FakeDelivery> before = offer(assembly, job.frames(0, 1));
        assertThat(before).noneMatch(FakeDelivery::acknowledged);

        assembly.letGo();

        assertThat(before).allMatch(FakeDelivery::acknowledged);
        assertThat(offer(assembly, job.frames(5, 6))).allMatch(FakeDelivery::acknowledged);
    }

    /** Of segment 0, of three frames, the first is encoded and the second misses tiles. */
    @Test
    void run_cancelled_endsTheSpansThatAreOpen_asFailed() {
        JobAssembly assembly = assembly(stage.context());
        Disposable running = assembly.run().subscribe();
        stage.acknowledgeAll(begin());
        offerTraced(assembly, job.frames(0, 1));
        offerTraced(
                assembly,
                job.frames(1, 2).stream()
                        .filter(result -> result instanceof FrameManifest)
                        .toList());
        stage.settle();
        assertThat(stage.spans()).containsExactly("join");

        running.dispose();

        String why = ": not published: this assembler's work on the job ended before";
        assertThat(stage.spans()).containsExactly("join", "join" + why, "encode" + why, "segment" + why);
    }

    private static void offerTraced(JobAssembly assembly, List<ResultRecord> results) {
        for (ResultRecord result : results) {
            FlowRecord record = TraceHeader.on(ResultRecordCodec.encode(result), FakeTracing.PARENT);
            assembly.offer(result, new FakeDelivery(record, 1)).subscribe();
        }
    }

    private JobAssembly assembly(AssemblyContext context) {
        return new JobAssembly(job.spec(), 0, Checkpoint.start(job.id(), 3), context);
    }

    /** Lets the claim be written; returns the number of its call. */
    private int begin() {
        stage.settle();
        return 0;
    }

    private void beat(int times) {
        for (int i = 0; i < times; i++) {
            int before = stage.sink().calls();
            stage.advance(Stage.HEARTBEAT);
            stage.acknowledgeAll(before);
        }
    }

    /** Composes what waits for it and all that follows, with every write safe at once. */
    private void compose() {
        for (Runnable next = composing.poll(); next != null; next = composing.poll()) {
            next.run();
            stage.settle();
            stage.acknowledgeOpen();
        }
    }

    /** Acknowledges all checkpoints, those too that follow; not the segment. */
    private void acknowledgeCheckpoints() {
        for (int call = 1; call < stage.sink().calls(); call++) {
            if (call != segmentCall() && !stage.sink().ended(call)) {
                stage.sink().acknowledge(call);
                stage.settle();
            }
        }
    }

    private int segmentCall() {
        return stage.sink().firstCallWith(Topics.OUTPUT);
    }

    private static List<FakeDelivery> offer(JobAssembly assembly, List<ResultRecord> results) {
        List<FakeDelivery> deliveries = new ArrayList<>();
        for (ResultRecord result : results) {
            FakeDelivery delivery = new FakeDelivery(result, 1);
            deliveries.add(delivery);
            assembly.offer(result, delivery).subscribe();
        }
        return deliveries;
    }

    private static Mono<Void> offerOne(JobAssembly assembly, ResultRecord result) {
        return assembly.offer(result, new FakeDelivery(result, 1));
    }

    private static <T> T last(List<T> written) {
        return written.get(written.size() - 1);
    }
}
