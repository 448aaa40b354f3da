package io.tesela.bench.faulty;

import io.tesela.bench.faulty.RecordFault.Records;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.topic.Topics;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A sink that loses, damages, repeats or holds back some of the tile results that it is given, and says that they are safe.
 *
 * <p><b>Backpressure, threads, errors:</b> of the sound sink; what is held back is sent on the timer's thread. <b>Order:</b> records
 * of one call land one after the other. <b>Ownership:</b> {@link #close} closes the sound sink.
 */
final class FaultySink implements RecordSink {
    private final RecordSink sound;
    private final Strikes strikes;

    FaultySink(RecordSink sound, Strikes strikes) {
        this.sound = sound;
        this.strikes = strikes;
    }

    @Override
    public Mono<Position> send(FlowRecord record) {
        return Mono.defer(() -> fate(record));
    }

    @Override
    public Mono<List<Position>> sendAll(List<FlowRecord> records) {
        // As many positions as there are records.
        return Flux.fromIterable(records).concatMap(this::send, 1).collectList();
    }

    @Override
    public void close() {
        sound.close();
    }

    private Mono<Position> fate(FlowRecord record) {
        return fault(record).map(fault -> struck(fault, record)).orElseGet(() -> sound.send(record));
    }

    private Optional<RecordFault> fault(FlowRecord record) {
        if (!record.topic().equals(Topics.RESULTS)) {
            return Optional.empty();
        }
        try {
            return ResultRecordCodec.decode(record) instanceof TileResult tile
                    ? fault(tile.verdict())
                    : Optional.empty();
        } catch (MalformedRecordException e) {
            return Optional.empty(); // it is damaged already
        }
    }

    private Optional<RecordFault> fault(TileVerdict verdict) {
        return strikes.on(Records.RESULTS, verdict.key(), verdict.attempt());
    }

    private Mono<Position> struck(RecordFault fault, FlowRecord record) {
        return switch (fault.kind()) {
            case DROP -> Mono.just(new Position(record.topic(), 0, 0)); // of a result nobody asks where it landed
            case CORRUPT -> sound.send(damaged(record));
            case DUPLICATE -> sound.send(record).then(sound.send(record));
            case DELAY -> strikes.later().then(sound.send(record));
        };
    }

    private static FlowRecord damaged(FlowRecord record) {
        return Damage.number(record.sizeBytes()).of(record);
    }
}
