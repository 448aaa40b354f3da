package io.tesela.processor;

import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.processor.custody.Custody;
import io.tesela.processor.custody.CustodyBook;
import io.tesela.processor.custody.HeldPartition;
import io.tesela.processor.custody.Probation;
import io.tesela.processor.turn.TurnGate;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers every tile of the partitions that this processor holds.
 *
 * <ul>
 *   <li><b>Backpressure:</b> at most {@link ProcessorConfig#taking()} tiles are held at once, more than are filtered, so that
 *       {@link TurnGate} can choose; when the sink takes no more, neither does this, and the source stops reading rather than
 *       buffer.
 *   <li><b>Order:</b> tiles are filtered job by job in turn, and results leave as they finish; the source commits the contiguous
 *       prefix of each partition, so a slow tile never blocks another partition and never skips a record. Tiles behind a suspect
 *       one, of any partition, wait for it: see {@link Probation}.
 *   <li><b>Threads:</b> filters run where the gate lets them; no other step blocks.
 *   <li><b>Errors:</b> a tile that cannot be filtered is answered with its original pixels, see {@link TileFiltering}; so is one that
 *       has ended its processors, without being filtered again. A malformed record becomes a dead letter. An error of the
 *       transport ends the flux with the tile unacknowledged, so that it is delivered again.
 * </ul>
 */
final class TilePipeline {
    private final ProcessorConfig config;
    private final RecordSource source;
    private final CustodyBook custody;
    private final Probation probation;
    private final TileIntake intake;
    private final TileFiltering filtering;
    private final RecordSink sink;
    private final ProcessorMeters meters;

    /** @param custody hears of the assignments of the source */
    TilePipeline(
            ProcessorConfig config,
            RecordSource source,
            CustodyBook custody,
            TileIntake intake,
            TileFiltering filtering,
            RecordSink sink,
            ProcessorMeters meters) {
        this.config = config;
        this.source = source;
        this.custody = custody;
        this.probation = new Probation(config.taking().records());
        this.intake = intake;
        this.filtering = filtering;
        this.sink = sink;
        this.meters = meters;
    }

    /**
     * Emits each delivery once its outcome is published and it is acknowledged, or its partition is held no longer; never completes by
     * itself.
     */
    Flux<Delivery> run() {
        return Flux.defer(this::runOnce).checkpoint("tile records");
    }

    /** What is taken is counted anew with each subscription. */
    private Flux<Delivery> runOnce() {
        TakenTiles taken = new TakenTiles(config.taking().bytes(), config.parallelism());
        return taken.of(source.deliveries())
                .flatMap(delivery -> process(delivery, taken), config.taking().records(), 1);
    }

    private Mono<Delivery> process(Delivery delivery, TakenTiles taken) {
        meters.taken();
        return custody.of(delivery)
                .flatMap(held -> answer(delivery, held))
                .doFinally(signal -> done(delivery, taken))
                .thenReturn(delivery);
    }

    private void done(Delivery delivery, TakenTiles taken) {
        meters.done();
        taken.done(delivery);
    }

    private Mono<Delivery> answer(Delivery delivery, HeldPartition held) {
        TileIntake.Taken tile = intake.take(delivery.record());
        if (tile instanceof TileIntake.Work work) {
            return held.custody().guilty(delivery.offset())
                    ? publish(delivery, givenUp(delivery, held.custody(), work.task()))
                    : probation.admit(
                            held, delivery.offset(), publish(delivery, filtered(delivery, held, work.task())));
        }
        return publish(delivery, Mono.just(((TileIntake.Answered) tile).records()));
    }

    private Mono<List<FlowRecord>> givenUp(Delivery delivery, Custody known, TileTask task) {
        DeadlyTileException cause = new DeadlyTileException(known.deathsOver(delivery.offset()));
        return Mono.fromSupplier(() -> filtering.surrender(task, delivery.record(), cause));
    }

    private Mono<List<FlowRecord>> filtered(Delivery delivery, HeldPartition held, TileTask task) {
        return filtering.answers(task, delivery.record(), held::held);
    }

    private Mono<Delivery> publish(Delivery delivery, Mono<List<FlowRecord>> answers) {
        return answers.flatMap(sink::sendAll)
                .doOnSuccess(positions -> delivery.acknowledge())
                .thenReturn(delivery);
    }
}
