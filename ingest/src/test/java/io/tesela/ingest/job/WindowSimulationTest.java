package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.RecentFrames;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.flow.FrameCursor;
import io.tesela.ingest.flow.WindowBudget;
import io.tesela.ingest.job.SimulatedJob.Setting;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.ingest.testing.BlockingSource;
import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.FakeEncoders;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.ingest.testing.RecordingSink;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.media.DecodeLimits;
import io.tesela.media.VideoDecoder;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.trace.Tracing;
import io.tesela.testkit.Seeds;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * What a job may hold, whatever becomes of the reports that it goes by: jobs come and go, checkpoints are lost, repeated and
 * overtaken, assemblers begin again, output and its acknowledgements come when they come.
 */
@Timeout(120)
class WindowSimulationTest {
    private static final int ROUNDS = 60;
    private static final int STEPS = 400;
    private static final Duration CUT_AFTER = Duration.ofSeconds(60);

    @Test
    void run_anySchedule_holdsNoMoreThanTheWindowAndEndsWithEveryFrame() {
        // Given
        Random random = Seeds.random("WindowSimulation");
        for (int round = 0; round < ROUNDS; round++) {
            VirtualTimeScheduler timer = VirtualTimeScheduler.create();
            try {
                World world = new World(random, timer);

                // When
                for (int step = 0; step < STEPS; step++) {
                    world.step();

                    // Then
                    world.jobs.forEach(SimulatedJob::verify);
                }
                world.deliverTheRest();
                world.working.forEach(SimulatedJob::verifyComplete);
            } finally {
                timer.dispose();
            }
        }
    }

    /** One ingest with its jobs. */
    private static final class World {
        private final Random random;
        private final VirtualTimeScheduler timer;
        private final IngestConfig.Flow limits;
        private final WindowBudget budget;
        private final List<SimulatedJob> jobs = new ArrayList<>();
        private final List<SimulatedJob> working = new ArrayList<>();

        World(Random random, VirtualTimeScheduler timer) {
            this.random = random;
            this.timer = timer;
            this.limits = new IngestConfig.Flow(
                    1 + random.nextInt(12),
                    1 + random.nextInt(20_000),
                    1 + random.nextInt(2_000),
                    1,
                    1,
                    1,
                    1 + random.nextInt(8),
                    1 + random.nextInt(4),
                    CUT_AFTER);
            this.budget = new WindowBudget(limits.windowFrames(), limits.windowBytes());
            join();
        }

        void step() {
            switch (random.nextInt(40)) {
                case 0 -> join();
                case 1 -> leave();
                case 2, 3 -> budget.divide();
                case 4 -> timer.advanceTimeBy(CUT_AFTER.dividedBy(2));
                default -> jobs.get(random.nextInt(jobs.size())).step();
            }
        }

        /** Each turn moves every job that is not done by one frame at least. */
        void deliverTheRest() {
            int turns = 0;
            while (!working.stream().allMatch(SimulatedJob::complete) || turns == 0) {
                working.forEach(SimulatedJob::deliverTheRest);
                jobs.forEach(SimulatedJob::verify);
                assertThat(turns++).as("turns of %s", working).isLessThan(200);
            }
            working.forEach(SimulatedJob::deliverTheRest);
        }

        private void join() {
            if (working.size() == 4) {
                return;
            }
            SimulatedJob job = job();
            jobs.add(job);
            working.add(job);
            budget.join(job);
            job.start();
        }

        private void leave() {
            if (working.size() > 1) {
                SimulatedJob job = working.remove(random.nextInt(working.size()));
                budget.leave(job);
                job.leave();
            }
        }

        private SimulatedJob job() {
            JobId id = new JobId("job" + jobs.size());
            int frames = 1 + random.nextInt(100);
            FakeVideo video = new FakeVideo(
                    2 * (4 + random.nextInt(20)),
                    2 * (4 + random.nextInt(20)),
                    LongStream.range(0, frames).boxed().toList(),
                    0,
                    0);
            FakeDecoders decoders = new FakeDecoders();
            BlockingSource source = BlockingSource.of(video.bytes());
            VideoDecoder decoder = decoders.open(source, DecodeLimits.DEFAULT);
            int segmentFrames = limits.segmentFrames();
            JobSpec spec = new JobSpec(
                    id,
                    "blur:3",
                    new TileGrid(1, 1),
                    decoder.format(),
                    Optional.empty(),
                    EncoderSettings.DEFAULT,
                    segmentFrames,
                    limits.windowFrames(),
                    0);
            ChainPlan plan = spec.plan(FilterCatalogue.standard(), "a test");
            FrameCursor cursor = new FrameCursor(
                    source, decoder, plan.layout(), new RecentFrames(0), segmentFrames, List.of(), Clock.systemUTC());
            RecordingSink sink = new RecordingSink();
            FrameFlow flow = new FrameFlow(
                    new PlannedJob(spec, plan, decoder.source(), decoder, cursor, OnMissing.FILL, List.of()),
                    cut -> {},
                    context(decoders, sink));
            Setting setting = new Setting(
                    id,
                    frames,
                    segmentFrames,
                    PixelLayout.I420.bytes(video.width(), video.height()),
                    1 + random.nextInt(200),
                    limits.windowFrames(),
                    limits.windowBytes(),
                    limits.outputBytes());
            return new SimulatedJob(setting, random, sink, flow);
        }

        private JobContext context(FakeDecoders decoders, RecordingSink sink) {
            return new JobContext(
                    TestIngest.config(Path.of("unused")).with(limits),
                    FilterCatalogue.standard(),
                    decoders,
                    new FakeEncoders(),
                    FakeEncoders.previews(),
                    sink,
                    new JobDirectory(),
                    budget,
                    new DiskQuota(1),
                    () -> 3,
                    1,
                    0,
                    new IngestMeters(new RoleMeters(new SimpleMeterRegistry())),
                    Tracing.off(),
                    Clock.systemUTC(),
                    Schedulers.immediate(),
                    Schedulers.immediate(),
                    timer);
        }
    }
}
