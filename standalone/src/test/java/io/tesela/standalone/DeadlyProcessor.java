package io.tesela.standalone;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.filters.TileOutput;
import io.tesela.kafka.reactor.KafkaConnection;
import io.tesela.kafka.reactor.ReactorKafkaTransport;
import io.tesela.processor.ProcessorConfig;
import io.tesela.processor.TileProcessor;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.trace.Tracing;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Executors;
import reactor.core.scheduler.Schedulers;

/**
 * A process with one tile processor whose filter ends it at certain tiles, as a crash in native code does. It ends with its parent.
 */
final class DeadlyProcessor {
    /** First sample of the tiles that end it. */
    static final byte DEADLY = 66;

    static final int EXIT_CODE = 134;

    private DeadlyProcessor() {}

    /**
     * Works until its standard input ends.
     *
     * @param args the broker's address, the processor's name
     */
    public static void main(String[] args) throws IOException {
        TileProcessor processor = new TileProcessor(
                ProcessorConfig.of(args[1], 2),
                new ReactorKafkaTransport(KafkaConnection.to(args[0]), Schedulers.newParallel("loop", 2)),
                FilterCatalogue.standard(),
                DeadlyProcessor::filter,
                new RoleMeters(new SimpleMeterRegistry()),
                Tracing.off(),
                Schedulers.fromExecutorService(Executors.newFixedThreadPool(2)),
                Schedulers.newSingle("timer"));
        processor.start();
        long unused = System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }

    private static TileOutput filter(ChainPlan plan, int tile, byte[] haloed) {
        if (haloed[0] == DEADLY) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        return TileOutput.raw(plan.geometry().cropToCore(haloed, tile));
    }
}
