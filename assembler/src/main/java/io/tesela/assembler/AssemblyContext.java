package io.tesela.assembler;

import io.tesela.assembler.join.FrameComposer;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.media.SegmentEncoderFactory;
import io.tesela.telemetry.trace.Tracing;
import java.time.Clock;
import java.time.Duration;
import reactor.core.scheduler.Scheduler;

/**
 * What every job of an assembler works with.
 *
 * @param assembler its id
 * @param joinScheduler one thread; all joins run there
 * @param composeScheduler runs frame stages
 * @param encodeScheduler runs encoders
 * @param composeParallelism frames of one job composed at once
 * @param heartbeat how often a checkpoint is repeated
 * @param silentHeartbeats heartbeats without a word of a job's ingest after which the job is parked
 * @param missingTiles most tiles a checkpoint names
 */
record AssemblyContext(
        String assembler,
        FilterCatalogue catalogue,
        FrameComposer.TileOutputs outputs,
        SegmentEncoderFactory encoders,
        OutputPublisher output,
        AssemblerMeters meters,
        Tracing tracing,
        Clock clock,
        Scheduler joinScheduler,
        Scheduler composeScheduler,
        Scheduler encodeScheduler,
        int composeParallelism,
        Duration heartbeat,
        int silentHeartbeats,
        int missingTiles) {}
