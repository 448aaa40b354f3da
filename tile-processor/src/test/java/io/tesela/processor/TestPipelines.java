package io.tesela.processor;

import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.report.ProcessSample;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.processor.custody.CustodyBook;
import io.tesela.processor.turn.TurnGate;
import io.tesela.telemetry.trace.Tracing;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Puts pipelines together. */
final class TestPipelines {
    private TestPipelines() {}

    /** Returns the book of a processor that holds partition 0 under generation 1, found as it is given. */
    static CustodyBook holding(RecordSource source, Map<Integer, ServiceView> found, Scheduler timer) {
        CustodyBook custody = new CustodyBook(Mono.just(found), source, timer);
        custody.assigned(Set.of(0), 1);
        return custody;
    }

    static TilePipeline of(
            ProcessorConfig config,
            RecordSource source,
            CustodyBook custody,
            RecordSink sink,
            TileStage stage,
            FilterCatalogue catalogue,
            JobDirectory jobs,
            ProcessorMeters meters,
            Supplier<ProcessSample> process,
            TurnGate turns,
            Scheduler timer) {
        return new TilePipeline(
                config,
                source,
                custody,
                new TileIntake(config.id(), new PlanCache(catalogue, config.id()), jobs, meters, process),
                new TileFiltering(config.retries(), stage, jobs, meters, Tracing.off(), turns, timer),
                sink,
                meters);
    }
}
