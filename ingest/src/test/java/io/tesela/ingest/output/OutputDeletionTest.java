package io.tesela.ingest.output;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.memory.InMemoryTransport;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.record.OutputRecordCodec;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ProgressRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Two ingests on one partition of the output topic. */
@Timeout(30)
class OutputDeletionTest {
    private static final int PARTITION = 1;
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final JobId OURS = new JobId("ours");
    private static final JobId THEIRS = new JobId("theirs");

    private final Scheduler kafka = Schedulers.newBoundedElastic(4, 1000, "deletion-test", 30, true);
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final InMemoryTransport transport = new InMemoryTransport(new InMemoryBroker(), kafka);
    private final FaultyTransport faulty = new FaultyTransport(transport);
    private final ProgressLog progress = new ProgressLog(transport.tail(Topics.PROGRESS), new JobDirectory());
    private final Disposable.Composite running = Disposables.composite();
    private final AtomicReference<Throwable> ended = new AtomicReference<>();
    private RecordSink sink;
    private Disposable deleting;

    @BeforeEach
    void start() {
        transport.ensureTopics(Topics.specs(new PartitionCounts(1, 1, 2, 1))).block();
        sink = transport.sink(SinkSettings.of("test"));
        running.add(progress.follow().subscribe());
        OutputDeletion deletion = new OutputDeletion(faulty, progress, "we", PARTITION);
        running.add(read("we").subscribe(delivery -> {
            delivery.acknowledge();
            deletion.taken(delivery);
        }));
        deleting = deletion.run(PERIOD, timer).subscribe(unused -> {}, ended::set);
        running.add(deleting);
    }

    @AfterEach
    void stop() {
        running.dispose();
        transport.close();
        timer.dispose();
        kafka.dispose();
    }

    @Test
    void run_ofAnIngestAlone_deletesWhatItHasTaken() {
        // Given
        open(OURS, "we");

        // When
        publish(OURS, 5);

        // Then
        awaitBegin(5);
    }

    @Test
    void run_besideAnIngestThatIsBehind_keepsWhatThatOneNeeds() {
        // Given: they take what comes, and acknowledge when told
        open(OURS, "we");
        open(THEIRS, "they");
        List<Delivery> held = new CopyOnWriteArrayList<>();
        running.add(read("they").subscribe(held::add));
        publish(OURS, 3);
        publish(THEIRS, 2);
        await().until(() -> held.size() == 5);

        // When
        held.subList(0, 4).forEach(Delivery::acknowledge);

        // Then
        awaitBegin(4);

        // When
        held.get(4).acknowledge();
        publish(OURS, 1);
        await().until(() -> held.size() == 6);
        held.get(5).acknowledge();

        // Then
        awaitBegin(6);
    }

    @Test
    void run_besideAnIngestThatHasTakenNothing_keepsAll() {
        // Given
        open(THEIRS, "they");

        // When
        publish(THEIRS, 3);
        await().untilAsserted(() -> assertThat(committed("we")).isEqualTo(3));
        timer.advanceTimeBy(PERIOD.multipliedBy(3));

        // Then: only what comes after their end is anybody's, so nothing goes until then
        forget(THEIRS);
        publish(OURS, 1);
        awaitBegin(4);
    }

    @Test
    void run_cancelled_deletesNoMore() {
        // Given
        open(OURS, "we");
        publish(OURS, 2);
        awaitBegin(2);
        deleting.dispose();

        // When
        publish(OURS, 3);
        await().untilAsserted(() -> assertThat(committed("we")).isEqualTo(5));
        timer.advanceTimeBy(PERIOD.multipliedBy(3));

        // Then
        assertThat(begin()).isEqualTo(2);
    }

    /** The next look deletes more: it needs no new output for that, and none is deleted before. */
    @Test
    void run_deletionThatFails_isTriedAgainUntilItSucceeds() {
        // Given
        open(OURS, "we");
        faulty.failDeletions(new TransportException("away", true, null));
        publish(OURS, 3);

        // When
        await().untilAsserted(() -> {
            timer.advanceTimeBy(PERIOD);
            assertThat(faulty.failed()).isGreaterThan(1);
        });

        // Then
        assertThat(begin()).isZero();
        assertThat(deleting.isDisposed()).isFalse();

        // When
        faulty.heal();

        // Then
        awaitBegin(3);
    }

    @Test
    void run_offsetsThatCannotBeAskedFor_deletesNothingUntilTheyCan() {
        // Given
        open(OURS, "we");
        faulty.failQuestions(new TransportException("away", true, null));
        publish(OURS, 3);

        // When
        await().untilAsserted(() -> {
            timer.advanceTimeBy(PERIOD);
            assertThat(faulty.failed()).isGreaterThan(1);
        });

        // Then
        assertThat(begin()).isZero();
        assertThat(deleting.isDisposed()).isFalse();

        // When
        faulty.heal();

        // Then
        awaitBegin(3);
    }

    @Test
    void run_anErrorThatIsNotOfTheCarrier_ends() {
        // Given
        open(OURS, "we");
        faulty.failDeletions(new IllegalStateException("a fault of ours"));

        // When
        publish(OURS, 1);

        // Then
        await().untilAsserted(() -> {
            timer.advanceTimeBy(PERIOD);
            assertThat(ended.get()).hasMessage("a fault of ours");
        });
        assertThat(begin()).isZero();
    }

    private void awaitBegin(long offset) {
        await().untilAsserted(() -> {
            timer.advanceTimeBy(PERIOD);
            assertThat(begin()).isEqualTo(offset);
        });
    }

    private Flux<Delivery> read(String ingest) {
        return transport
                .assigned(ConsumerSettings.of(Topics.OUTPUT, ingest, ingest), PARTITION)
                .deliveries();
    }

    private void open(JobId job, String ingest) {
        VideoFormat format =
                new VideoFormat(64, 48, new TimeBase(1, 25), new Ratio(25, 1), new Ratio(1, 1), ColorTags.UNKNOWN);
        JobSpec spec = new JobSpec(
                job,
                "blur:3",
                new TileGrid(3, 2),
                format,
                Optional.empty(),
                EncoderSettings.DEFAULT,
                48,
                16,
                PARTITION);
        sink.send(ProgressRecordCodec.encode(new Opened(spec, ingest), 1)).block();
    }

    private void forget(JobId job) {
        sink.sendAll(ProgressRecordCodec.tombstones(job, 0, 1)).block();
        progress.caughtUp().block();
    }

    private void publish(JobId job, int records) {
        for (int part = 0; part < records; part++) {
            sink.send(OutputRecordCodec.encode(new SegmentPart(job, 1, 0, part, new byte[10]), PARTITION))
                    .block();
        }
    }

    private long begin() {
        return view("we").begin();
    }

    private long committed(String group) {
        return view(group).committed().orElse(0);
    }

    private ServiceView view(String group) {
        Map<Integer, ServiceView> views =
                requireNonNull(transport.service(Topics.OUTPUT, group).block());
        return requireNonNull(views.get(PARTITION));
    }
}
