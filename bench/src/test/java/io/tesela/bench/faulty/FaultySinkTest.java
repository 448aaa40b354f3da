package io.tesela.bench.faulty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.bench.faulty.RecordFault.Kind;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecordCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class FaultySinkTest {
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final List<FlowRecord> landed = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private boolean closed;

    @Test
    void sendAll_resultDropped_saysThatItIsSafe_andLandsOthersOnly() {
        // Given: a result, and a dead letter, which no fault strikes
        FlowRecord dead = TileRecordCodec.deadLetter(SampleRecords.tile(1, 1), "why");

        // When
        StepVerifier.create(sink(Kind.DROP).sendAll(List.of(SampleRecords.result(1, 1), dead)))
                .expectNextMatches(positions -> positions.size() == 2)
                .verifyComplete();

        // Then
        assertThat(landed).containsExactly(dead);
        assertThat(told).containsExactly("DROP RESULTS a-job/1/1");
    }

    @Test
    void send_resultDuplicated_landsTwice() {
        // Given
        FlowRecord result = SampleRecords.result(1, 1);

        // When
        StepVerifier.create(sink(Kind.DUPLICATE).send(result))
                .expectNextCount(1)
                .verifyComplete();

        // Then
        assertThat(landed).containsExactly(result, result);
    }

    @Test
    void send_resultCorrupted_landsAsATileResultThatIsNotWhole() {
        // Given
        FlowRecord whole = SampleRecords.result(1, 1);

        // When
        StepVerifier.create(sink(Kind.CORRUPT).send(whole)).expectNextCount(1).verifyComplete();

        // Then: which damage it is hangs on its size
        assertThat(landed).hasSize(1);
        FlowRecord damaged = landed.get(0);
        assertThat(ResultRecordCodec.isTileResult(damaged)).isTrue();
        assertThat(Arrays.equals(damaged.header("tesela"), whole.header("tesela"))
                        && Arrays.equals(damaged.value(), whole.value()))
                .as("the same")
                .isFalse();
    }

    @Test
    void send_resultDelayed_landsLater() {
        StepVerifier.create(sink(Kind.DELAY).send(SampleRecords.result(1, 1)))
                .then(() -> assertThat(landed).isEmpty())
                .then(() -> timer.advanceTimeBy(Strikes.DELAY))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(landed).hasSize(1);
    }

    @Test
    void send_resultOfATileThatWasSentAgain_orBehindTheLastFrame_landsOnce() {
        // Given
        RecordSink sink = sink(Kind.DROP);

        // When
        StepVerifier.create(sink.send(SampleRecords.result(1, 2)))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.create(sink.send(SampleRecords.result(SampleRecords.spared(), 1)))
                .expectNextCount(1)
                .verifyComplete();

        // Then
        assertThat(landed).hasSize(2);
    }

    @Test
    void sendAll_ofNothing_completesAtOnce() {
        StepVerifier.create(sink(Kind.DROP).sendAll(List.of()))
                .expectNext(List.of())
                .verifyComplete();
    }

    @Test
    void send_notSubscribed_strikesNothing() {
        // When
        Mono<Position> unused = sink(Kind.DROP).send(SampleRecords.result(1, 1));

        // Then
        assertThat(told).isEmpty();
    }

    @Test
    void close_closesTheSoundOne() {
        // When
        sink(Kind.DROP).close();

        // Then
        assertThat(closed).isTrue();
    }

    private RecordSink sink(Kind kind) {
        RecordFault fault = SampleRecords.all(kind, RecordFault.Records.RESULTS);
        return new FaultySink(new Sound(), SampleRecords.strikes(fault, timer, told));
    }

    private final class Sound implements RecordSink {
        @Override
        public Mono<Position> send(FlowRecord record) {
            return Mono.fromSupplier(() -> {
                landed.add(record);
                return new Position(record.topic(), 0, landed.size());
            });
        }

        @Override
        public Mono<List<Position>> sendAll(List<FlowRecord> records) {
            throw new UnsupportedOperationException("not asked for");
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
