package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.assembler.testing.FakeEncoders;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ProgressRecord.Parked;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;

/** When a job is parked, and in which order that is said and done; the test moves the time and ends every write. */
class JobParkingTest {
    private static final long GENERATION = 7;

    private final MadeJob job = Service.job("job-1", 6, 3);
    private final Stage stage = new Stage(FakeSink.manual(), new FakeEncoders());
    private final ControlledTail tail = new ControlledTail();
    private final JobDirectory directory = new JobDirectory();
    private final JobTable table = new JobTable(
            new ProgressLog(tail, directory),
            stage.context(),
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(2)));
    private final FakeDelivery first = delivery(0);
    private Disposable running = () -> {};

    @BeforeEach
    void takeUpAJob() {
        directory.apply(new Opened(job.spec(), "ingest-1"));
        running = table.runAll(2).subscribe();
        table.assigned(Set.of(0), GENERATION);
        table.accept(first).subscribe();
        tail.read();
        stage.settle();
        stage.acknowledgeOpen();
    }

    @AfterEach
    void close() {
        running.dispose();
        stage.close();
    }

    @Test
    void silence_whileHeartbeatsAreNotAcknowledged_doesNotCount() {
        stage.advance(Stage.HEARTBEAT.multipliedBy(2L * Stage.SILENT_HEARTBEATS));

        assertThat(stage.written()).doesNotHaveAnyElementsOfTypes(Parked.class);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void silence_brokenByASignOfLife_beginsAnew() {
        beat(Stage.SILENT_HEARTBEATS - 1);

        table.heard(job.id());

        beat(Stage.SILENT_HEARTBEATS - 1);
        assertThat(stage.written()).doesNotHaveAnyElementsOfTypes(Parked.class);
    }

    @Test
    void silence_brokenByARecord_beginsAnew() {
        beat(Stage.SILENT_HEARTBEATS - 1);

        table.accept(delivery(1)).subscribe();

        beat(Stage.SILENT_HEARTBEATS - 1);
        assertThat(stage.written()).doesNotHaveAnyElementsOfTypes(Parked.class);
    }

    @Test
    void silence_brokenByATileResultOnly_goesOn() {
        beat(Stage.SILENT_HEARTBEATS - 1);

        table.accept(new FakeDelivery(job.filtered(0, 0), GENERATION)).subscribe();

        beat(1);
        assertThat(stage.written()).last().isInstanceOf(Parked.class);
    }

    @Test
    void park_letsGoOnlyWhenThatIsSaidAndRead() {
        beat(Stage.SILENT_HEARTBEATS);
        assertThat(stage.written()).last().isInstanceOf(Parked.class);
        assertThat(first.acknowledged()).isFalse();

        stage.acknowledgeOpen();
        assertThat(first.acknowledged()).isFalse();

        read();
        assertThat(first.acknowledged()).isTrue();
        assertThat(table.size()).isZero();
    }

    @Test
    void park_recordThatComesMeanwhile_isTheNextOwners() {
        beat(Stage.SILENT_HEARTBEATS);
        FakeDelivery meanwhile = delivery(0);
        table.accept(meanwhile).subscribe();
        stage.acknowledgeOpen();

        read();
        stage.settle();

        assertThat(meanwhile.acknowledged()).isFalse();
        assertThat(table.size()).isEqualTo(1);
        assertThat(stage.checkpoints()).last().extracting(Checkpoint::epoch).isEqualTo(3L);
    }

    @Test
    void park_jobLostMeanwhile_acknowledgesNothing() {
        beat(Stage.SILENT_HEARTBEATS);
        table.revoked(Set.of(0));
        table.dropJobsOf(Set.of(0));
        FakeDelivery later = delivery(0);
        table.accept(later).subscribe();
        stage.acknowledgeOpen();

        read();

        assertThat(later.acknowledged()).isFalse();
        assertThat(table.size()).isZero();
    }

    /** Has the log read to its end, with what was written to it. */
    private void read() {
        stage.written().stream()
                .filter(ProgressRecord.class::isInstance)
                .map(ProgressRecord.class::cast)
                .forEach(directory::apply);
        tail.read();
        stage.settle();
    }

    private void beat(int times) {
        for (int i = 0; i < times; i++) {
            stage.advance(Stage.HEARTBEAT);
            if (i < times - 1 || !parked()) {
                stage.acknowledgeOpen();
            }
        }
    }

    private boolean parked() {
        return stage.written().stream().anyMatch(Parked.class::isInstance);
    }

    private FakeDelivery delivery(long frame) {
        return new FakeDelivery(job.manifest(frame), GENERATION);
    }
}
