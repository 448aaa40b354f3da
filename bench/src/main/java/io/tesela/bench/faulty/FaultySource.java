package io.tesela.bench.faulty;

import io.tesela.bench.faulty.RecordFault.Records;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.SourceView;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A source of tiles of which some are lost, damaged, delivered twice or late.
 *
 * <ul>
 *   <li><b>Backpressure:</b> of the sound source, and {@value #MOST_LATE} deliveries more.
 *   <li><b>Order:</b> of the sound source, but for those that are late.
 *   <li><b>Threads:</b> of the sound source; what is late comes on the timer's.
 * </ul>
 */
final class FaultySource implements RecordSource {
    private static final int MOST_LATE = 8;

    private final RecordSource sound;
    private final Strikes strikes;

    FaultySource(RecordSource sound, Strikes strikes) {
        this.sound = sound;
        this.strikes = strikes;
    }

    @Override
    public Flux<Delivery> deliveries() {
        return sound.deliveries().flatMap(this::fate, MOST_LATE, 1);
    }

    @Override
    public void pause(int partition) {
        sound.pause(partition);
    }

    @Override
    public void resume(int partition) {
        sound.resume(partition);
    }

    @Override
    public Mono<Void> note(int partition, String note) {
        return sound.note(partition, note);
    }

    @Override
    public SourceView view() {
        return sound.view();
    }

    private Flux<Delivery> fate(Delivery delivery) {
        return fault(delivery.record()).map(fault -> struck(fault, delivery)).orElseGet(() -> Flux.just(delivery));
    }

    private Optional<RecordFault> fault(FlowRecord record) {
        try {
            TileRecord tile = TileRecordCodec.decode(record);
            return strikes.on(Records.TILES, tile.key(), tile.attempt());
        } catch (MalformedRecordException e) {
            return Optional.empty(); // it is damaged already
        }
    }

    private Flux<Delivery> struck(RecordFault fault, Delivery delivery) {
        return switch (fault.kind()) {
            case DROP -> {
                delivery.acknowledge();
                yield Flux.empty();
            }
            case CORRUPT ->
                Flux.just(new Damaged(delivery, Damage.number(delivery.offset()).of(delivery.record())));
            case DUPLICATE -> Flux.just(delivery, delivery);
            case DELAY -> strikes.later().thenMany(Flux.just(delivery));
        };
    }

    /** A delivery of another record than was delivered. */
    private record Damaged(Delivery delivery, FlowRecord record) implements Delivery {
        @Override
        public int partition() {
            return delivery.partition();
        }

        @Override
        public long offset() {
            return delivery.offset();
        }

        @Override
        public long generation() {
            return delivery.generation();
        }

        @Override
        public void acknowledge() {
            delivery.acknowledge();
        }
    }
}
