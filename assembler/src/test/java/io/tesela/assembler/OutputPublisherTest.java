package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobSpec;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class OutputPublisherTest {
    private final TransportException away = new TransportException("away", true, null);
    private final TransportException refused = new TransportException("too large", false, null);
    private final TeselaException failure = new TeselaException(FailureCode.INTERNAL, "planted");

    private final JobSpec spec = Service.job("job-1", 1, 1).spec();
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final FakeSink sink = FakeSink.manual();
    private final OutputPublisher publisher = new OutputPublisher(sink, 1024, 1, Mono.just(3), timer);

    @AfterEach
    void stop() {
        timer.dispose();
    }

    @Test
    void sendFailure_notSubscribed_sendsNothing() {
        Mono<Void> unused = publisher.sendFailure(spec, failure);

        assertThat(sink.calls()).isZero();
    }

    @Test
    void sendFailure_untilTheSinkAnswers_doesNotComplete() {
        AtomicBoolean ended = new AtomicBoolean();
        StepVerifier.create(publisher.sendFailure(spec, failure).doOnTerminate(() -> ended.set(true)))
                .then(() -> assertThat(sink.calls()).isEqualTo(1))
                .then(() -> assertThat(ended).isFalse())
                .then(() -> sink.acknowledge(0))
                .verifyComplete();
        assertThat(ended).isTrue();
    }

    @Test
    void sendFailure_sinkAwayForAWhile_isSentAgainAfterAPause() {
        StepVerifier.create(publisher.sendFailure(spec, failure))
                .then(() -> sink.fail(0, away))
                .then(() -> assertThat(sink.calls()).isEqualTo(1))
                .then(() -> timer.advanceTimeBy(Duration.ofSeconds(1)))
                .then(() -> sink.acknowledge(1))
                .verifyComplete();
    }

    @Test
    void sendFailure_sinkRefusesIt_fails() {
        StepVerifier.create(publisher.sendFailure(spec, failure))
                .then(() -> sink.fail(0, refused))
                .verifyErrorMatches(error -> error == refused);
    }

    @Test
    void sendFailure_cancelledInAPause_isNotSentAgain() {
        StepVerifier.create(publisher.sendFailure(spec, failure))
                .then(() -> sink.fail(0, away))
                .thenCancel()
                .verify();
        timer.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(sink.calls()).isEqualTo(1);
    }

    @Test
    void sendFailureToAll_goesToEveryPartitionOfTheOutput() {
        StepVerifier.create(publisher.sendFailureToAll(spec.id(), failure))
                .then(() -> sink.acknowledge(0))
                .verifyComplete();

        assertThat(sink.sent())
                .extracting(FlowRecord::partition)
                .containsExactly(OptionalInt.of(0), OptionalInt.of(1), OptionalInt.of(2));
    }

    @Test
    void deadLetter_thatIsRefused_isLetGoOf() {
        FlowRecord result = FlowRecord.keyed(Topics.RESULTS, "job-1", new byte[1], Map.of());

        StepVerifier.create(publisher.deadLetter(result, "planted"))
                .then(() -> sink.fail(0, refused))
                .verifyComplete();

        assertThat(sink.sent()).extracting(FlowRecord::topic).containsExactly(Topics.DEAD_TILES);
    }
}
