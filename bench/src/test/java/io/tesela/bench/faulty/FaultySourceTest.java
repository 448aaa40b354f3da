package io.tesela.bench.faulty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tesela.bench.faulty.RecordFault.Kind;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.SourceView;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.TileRecordCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class FaultySourceTest {
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final TestPublisher<Delivery> sound = TestPublisher.create();
    private final List<Long> acknowledged = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @Test
    void deliveries_dropped_areAcknowledgedAndNeverCome() {
        StepVerifier.create(source(Kind.DROP).deliveries())
                .then(() -> sound.next(delivery(1), delivery(SampleRecords.spared())))
                .assertNext(delivery -> assertThat(delivery.offset()).isEqualTo(SampleRecords.spared()))
                .thenCancel()
                .verify();
        assertThat(acknowledged).containsExactly(1L);
        assertThat(told).containsExactly("DROP TILES a-job/1/1");
    }

    @Test
    void deliveries_corrupted_cannotBeRead_andAreAcknowledgedAsOthers() {
        StepVerifier.create(source(Kind.CORRUPT).deliveries())
                .then(() -> sound.next(delivery(1)))
                .assertNext(delivery -> {
                    assertThatExceptionOfType(MalformedRecordException.class)
                            .isThrownBy(() -> TileRecordCodec.decode(delivery.record()));
                    delivery.acknowledge();
                })
                .thenCancel()
                .verify();
        assertThat(acknowledged).containsExactly(1L);
    }

    @Test
    void deliveries_duplicated_comeTwice_eachWhenItIsAskedFor() {
        StepVerifier.create(source(Kind.DUPLICATE).deliveries(), 1)
                .then(() -> sound.next(delivery(1)))
                .expectNextMatches(delivery -> delivery.offset() == 1)
                .thenRequest(1)
                .expectNextMatches(delivery -> delivery.offset() == 1)
                .thenCancel()
                .verify();
    }

    @Test
    void deliveries_delayed_comeBehindOthers() {
        StepVerifier.create(source(Kind.DELAY).deliveries())
                .then(() -> sound.next(delivery(1), delivery(SampleRecords.spared())))
                .expectNextMatches(delivery -> delivery.offset() == SampleRecords.spared())
                .then(() -> timer.advanceTimeBy(Strikes.DELAY))
                .expectNextMatches(delivery -> delivery.offset() == 1)
                .thenCancel()
                .verify();
    }

    @Test
    void deliveries_cancelled_cancelTheSoundOnes() {
        StepVerifier.create(source(Kind.DROP).deliveries(), 0).thenCancel().verify();
        sound.assertCancelled();
    }

    @Test
    void deliveries_withoutDemand_asksForTheFewThatMayBeLate() {
        StepVerifier.create(source(Kind.DELAY).deliveries(), 0)
                .then(() -> sound.assertMinRequested(8).assertMaxRequested(8))
                .thenCancel()
                .verify();
    }

    @Test
    void deliveries_soundOnesFail_failAlike() {
        StepVerifier.create(source(Kind.DROP).deliveries())
                .then(() -> sound.error(new IllegalStateException("gone")))
                .verifyErrorMessage("gone");
    }

    private FaultySource source(Kind kind) {
        Strikes strikes = SampleRecords.strikes(SampleRecords.all(kind, RecordFault.Records.TILES), timer, told);
        return new FaultySource(new Sound(), strikes);
    }

    /** The frame is the offset. */
    private Delivery delivery(long frame) {
        FlowRecord record = SampleRecords.tile(frame, 1);
        return new Delivery() {
            @Override
            public FlowRecord record() {
                return record;
            }

            @Override
            public int partition() {
                return 3;
            }

            @Override
            public long offset() {
                return frame;
            }

            @Override
            public long generation() {
                return 1;
            }

            @Override
            public void acknowledge() {
                acknowledged.add(frame);
            }
        };
    }

    private final class Sound implements RecordSource {
        @Override
        public Flux<Delivery> deliveries() {
            return sound.flux();
        }

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
}
