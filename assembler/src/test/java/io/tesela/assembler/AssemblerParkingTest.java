package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.assembler.testing.FakeEncoders;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Parked;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an assembler does with a job whose ingest is silent, and when that is there again. */
class AssemblerParkingTest {
    private static final int SILENT_HEARTBEATS = 10;

    private final Service service = new Service();
    private final List<Worker> workers = new ArrayList<>();

    @AfterEach
    void close() {
        workers.forEach(Worker::close);
        service.close();
        assertThat(workers).allMatch(worker -> worker.encoders().misuses().isEmpty());
    }

    @Test
    void silentIngest_itsOpenSegmentPinsNothing() {
        // Given
        MadeJob job = Service.job("job-1", 20, 10);
        worker("a1");
        service.open(job);

        // When
        service.results(job.frames(0, 14));

        // Then
        await().atMost(Service.PATIENCE).until(() -> !service.parkings(job.id()).isEmpty());
        service.awaitAllCommitted();
        Parked parked = service.parkings(job.id()).get(0);
        assertThat(parked.checkpoint().epoch()).isEqualTo(2);
        assertThat(parked.checkpoint().nextFrame()).isEqualTo(10);
        assertThat(service.failures(job.id())).isEmpty();
        await().atMost(Service.PATIENCE).until(() -> workers.get(0).encoders().open() == 0);
    }

    @Test
    void ingestThatComesBack_sendsAgainWhatIsNotPublished_sameBytes() {
        // Given
        MadeJob job = Service.job("job-1", 20, 10);
        MadeJob undisturbed = Service.job("job-1", 20, 10);
        byte[] expected = fileOf(undisturbed);
        worker("a1");
        service.open(job);
        service.results(job.frames(0, 14));
        await().atMost(Service.PATIENCE).until(() -> !service.parkings(job.id()).isEmpty());

        // When
        long next = service.parkings(job.id()).get(0).checkpoint().nextFrame();
        service.results(job.frames(next, 20));
        service.results(List.of(job.closed()));

        // Then
        service.awaitComplete(job);
        service.awaitAllCommitted();
        assertThat(service.file(job.id())).isEqualTo(expected);
        assertThat(service.checkpoints(job.id()))
                .extracting(Checkpoint::epoch)
                .as("whoever parks it does so under an epoch of its own")
                .contains(1L, 3L)
                .doesNotContain(2L);
    }

    @Test
    void anotherOwner_goesOnFromWhereItWasParked() {
        // Given
        MadeJob job = Service.job("job-1", 20, 10);
        worker("a1");
        service.open(job);
        service.results(job.frames(0, 14));
        await().atMost(Service.PATIENCE).until(() -> !service.parkings(job.id()).isEmpty());
        service.awaitAllCommitted();

        // When
        workers.get(0).kill();
        worker("a2");
        service.results(job.frames(10, 20));
        service.results(List.of(job.closed()));

        // Then
        service.awaitComplete(job);
        assertThat(service.receipts(job.id())).hasSize(2);
    }

    private byte[] fileOf(MadeJob job) {
        try (Service other = new Service();
                Worker worker = new Worker(other, "a0", new FakeEncoders())) {
            other.open(job);
            other.results(job.records());
            other.awaitComplete(job);
            assertThat(worker.encoders().misuses()).isEmpty();
            return other.file(job.id());
        }
    }

    private void worker(String id) {
        Worker worker = new Worker(service, id, SILENT_HEARTBEATS);
        workers.add(worker);
        worker.awaitReady();
    }
}
