package io.tesela.kafka.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.memory.InMemoryTransport;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Forgotten;
import io.tesela.kafka.record.ProgressRecord.Unreadable;
import io.tesela.kafka.record.ProgressRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class ProgressLogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PARTITIONS = 2;
    private static final JobId JOB = JobDirectoryTest.JOB;
    private static final JobId OTHER = new JobId("other");

    private final Scheduler scheduler = Schedulers.newSingle("progress-test", true);
    private final InMemoryTransport transport = new InMemoryTransport(new InMemoryBroker(), scheduler);
    private final RecordSink sink = transport.sink(SinkSettings.of("sink"));
    private final ProgressLog log = new ProgressLog(transport.tail(Topics.PROGRESS), new JobDirectory());

    @BeforeEach
    void createTopics() {
        transport
                .ensureTopics(Topics.specs(new PartitionCounts(1, 1, 1, PARTITIONS)))
                .block(PATIENCE);
    }

    @AfterEach
    void close() {
        transport.close();
        scheduler.dispose();
    }

    @Test
    void caughtUp_logWithJobs_directoryHoldsThem() {
        // Given
        send(JobDirectoryTest.opened(JOB), JobDirectoryTest.checkpoint(JOB, 2, 5), JobDirectoryTest.opened(OTHER));

        // When
        var following = log.follow().subscribe();
        log.caughtUp().block(PATIENCE);

        // Then
        assertThat(log.directory().find(JOB))
                .hasValueSatisfying(entry -> assertThat(entry.epoch()).isEqualTo(2));
        assertThat(log.directory().find(OTHER)).isPresent();
        following.dispose();
    }

    @Test
    void follow_whatIsSaid_changesTheDirectoryBeforeItIsPassedOn() {
        // Given
        send(JobDirectoryTest.opened(JOB));

        // Then
        StepVerifier.create(log.follow())
                .assertNext(first -> assertThat(log.directory().find(JOB)).isPresent())
                .then(() -> send(new Cancelled(JOB)))
                .assertNext(second -> assertThat(log.directory().cancelled(JOB)).isTrue())
                .then(() -> sendAll(ProgressRecordCodec.tombstones(JOB, 1, PARTITIONS)))
                .expectNext(new Forgotten(JOB))
                .then(() -> assertThat(log.directory().find(JOB)).isEmpty())
                .thenCancel()
                .verify(PATIENCE);
    }

    @Test
    void follow_malformedRecord_isPassedOver() {
        // Given: a value that is JSON but nothing, and no header at all
        FlowRecord good = ProgressRecordCodec.encode(JobDirectoryTest.opened(JOB), PARTITIONS);
        FlowRecord nothing = FlowRecord.inPartition(
                Topics.PROGRESS, 0, "x", "null".getBytes(StandardCharsets.UTF_8), good.headers());
        FlowRecord bare = FlowRecord.inPartition(Topics.PROGRESS, 0, "y", new byte[1], Map.of());
        sendAll(List.of(nothing, bare));

        // Then
        StepVerifier.create(log.follow())
                .then(() -> sendAll(List.of(good)))
                .expectNext(JobDirectoryTest.opened(JOB))
                .thenCancel()
                .verify(PATIENCE);
    }

    @Test
    void follow_openThatCannotBeRead_tellsOfWhichJob() {
        // Given: one of a later version
        FlowRecord good = ProgressRecordCodec.encode(JobDirectoryTest.opened(JOB), PARTITIONS);
        FlowRecord newer = FlowRecord.inPartition(
                Topics.PROGRESS, 0, good.key(), good.value(), Map.of("tesela", new byte[] {9, 1}));

        // Then
        StepVerifier.create(log.follow())
                .then(() -> sendAll(List.of(newer)))
                .expectNext(new Unreadable(JOB))
                .then(() -> assertThat(log.directory().unreadable(JOB)).isTrue())
                .then(() -> sendAll(List.of(good)))
                .expectNext(JobDirectoryTest.opened(JOB))
                .then(() -> assertThat(log.directory().unreadable(JOB)).isFalse())
                .thenCancel()
                .verify(PATIENCE);
    }

    private void send(ProgressRecord... progress) {
        sendAll(List.of(progress).stream()
                .map(record -> ProgressRecordCodec.encode(record, PARTITIONS))
                .toList());
    }

    private void sendAll(List<FlowRecord> records) {
        sink.sendAll(records).block(PATIENCE);
    }
}
