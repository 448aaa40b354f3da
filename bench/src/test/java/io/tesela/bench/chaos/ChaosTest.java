package io.tesela.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.bench.chaos.ChaosJobs.Undisturbed;
import io.tesela.bench.supervised.ChildJvm;
import io.tesela.bench.supervised.SupervisedService;
import io.tesela.domain.tile.TileGrid;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of {@code bench/chaos}, over the seven processes of one service. */
class ChaosTest {
    private static final Path CLIP = Path.of("..", "samples", "flower.mp4");
    private static final long FRAMES = 150;

    @TempDir
    static Path folder;

    private static SupervisedService service;
    private static ChaosJobs jobs;
    private static Undisturbed undisturbed;

    @BeforeAll
    static void start() throws Exception {
        service = SupervisedService.start(folder.resolve("data"), ChildJvm.QUICK_START);
        jobs = new ChaosJobs(service, CLIP, folder, "canny,blur:3", new TileGrid(3, 3));
        undisturbed = jobs.undisturbed();
    }

    @AfterAll
    static void stop() {
        try {
            jobs.close();
        } finally {
            service.close();
        }
    }

    @Test
    void run_rolesAreKilledAndTheClientIsCutOff_sameBytesAndNothingLeft() throws Exception {
        ChaosOutcome outcome = run(
                FaultSchedule.of(606, FRAMES),
                "19 kill processor-2, 25 kill decoder, 63 cut, 75 kill ingest, 103 kill ingest");

        assertThat(outcome.takeOvers()).as("the last ones may come too late").isNotEmpty();
    }

    @Test
    void run_processorsAreKilledAndResultsAreLate_sameBytesAndNothingLeft() throws Exception {
        ChaosOutcome outcome = run(
                FaultSchedule.of(418, FRAMES),
                "58 kill decoder, 63 kill processor-1, 63 delay 20 % of results to 114, 79 kill processor-1");

        assertThat(outcome.takeOvers()).isNotEmpty();
        assertThat(outcome.struckRecords()).isPositive();
    }

    /** The kill comes too late, as a rule: the job has failed by then. */
    @Test
    void run_aRecordCannotBeRead_oneClearFailureAndTheNextJobIsWell() throws Exception {
        ChaosOutcome outcome = run(FaultSchedule.failing(450, FRAMES), "12 result without header, 22 kill assembler");

        assertThat(outcome.refusal()).contains("cannot be read");
    }

    private static ChaosOutcome run(FaultSchedule schedule, String label) throws Exception {
        assertThat(schedule.label()).isEqualTo(label);
        assertThat(undisturbed.frames()).isEqualTo(FRAMES);
        ChaosOutcome outcome = jobs.run(schedule, undisturbed);
        assertThat(outcome.trouble())
                .as(() -> "seed " + schedule.seed() + ": " + label + "\n" + service.printed())
                .isEmpty();
        return outcome;
    }
}
