package io.tesela.ingest.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.wire.ServerMessage.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;
import reactor.test.subscriber.TestSubscriber;

/** On the thread of the test: what is not there after a call will not come. */
class OutputRelayTest {
    private static final int SEGMENT_BYTES = 600_000;
    private static final int MESSAGE_BYTES = 256 * 1024;

    private final byte[] first = new byte[SEGMENT_BYTES];
    private final byte[] second = new byte[100];

    @TempDir
    Path data;

    private JobOutput output;
    private TestSubscriber<Output> taker;

    @BeforeEach
    void relay() throws IOException {
        new Random(1).nextBytes(first);
        new Random(2).nextBytes(second);
        output = JobOutput.create(JobFolder.create(data, OutputLog.JOB), true, true, new DiskQuota(1 << 20));
        taker = TestSubscriber.builder().initialRequest(0).build();
        new OutputRelay(output, 0, Schedulers.immediate()).messages().subscribe(taker);
    }

    @AfterEach
    void close() throws IOException {
        output.close();
    }

    @Test
    void messages_withoutDemand_giveNothing() throws IOException {
        // When
        store(0, false, first);
        store(1, false, second);

        // Then
        assertThat(taker.getReceivedOnNext()).isEmpty();
    }

    @Test
    void messages_onDemand_areOneRunOfBytesEach() throws IOException {
        // Given
        store(0, false, first);

        // When
        taker.request(2);

        // Then
        assertThat(taker.getReceivedOnNext()).extracting(Output::offset).containsExactly(0L, (long) MESSAGE_BYTES);
        assertThat(taker.getReceivedOnNext())
                .allMatch(message -> message.payload().remaining() == MESSAGE_BYTES);
    }

    @Test
    void messages_allTaken_areTheOutputWithoutAGap() throws IOException {
        // Given
        taker.request(Long.MAX_VALUE);

        // When
        store(0, false, first);
        assertThat(taker.isTerminated()).isFalse();
        store(1, true, second);

        // Then
        assertThat(taker.isTerminatedComplete()).isTrue();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.write(first);
        expected.write(second);
        assertThat(joined(taker.getReceivedOnNext())).isEqualTo(expected.toByteArray());
    }

    @Test
    void messages_takenAfterTheJobHasEnded_areAllThere() throws IOException {
        // Given
        store(0, false, first);
        store(1, true, second);

        // When
        taker.request(Long.MAX_VALUE);

        // Then
        assertThat(joined(taker.getReceivedOnNext())).hasSize(SEGMENT_BYTES + 100);
        assertThat(taker.isTerminatedComplete()).isTrue();
    }

    @Test
    void messages_forAClientThatHasSome_areTheRest() throws IOException {
        // Given
        TestSubscriber<Output> again = TestSubscriber.create();
        store(0, false, first);

        // When
        new OutputRelay(output, 1000, Schedulers.immediate()).messages().subscribe(again);
        store(1, true, second);

        // Then
        assertThat(again.getReceivedOnNext().get(0).offset()).isEqualTo(1000);
        assertThat(again.getReceivedOnNext().stream()
                        .mapToInt(message -> message.payload().remaining())
                        .sum())
                .isEqualTo(SEGMENT_BYTES + 100 - 1000);
        assertThat(again.isTerminatedComplete()).isTrue();
    }

    @Test
    void messages_jobFailed_failWithIt() throws IOException {
        // Given
        store(0, false, first);
        OutputLog log = new OutputLog();
        log.add(new JobFailed(OutputLog.JOB, FailureCode.INTERNAL, "gone"));

        // When
        output.accept(log.record(0), log.delivery(0));
        taker.request(1);

        // Then
        assertThat(taker.getTerminalSignal()).isNotNull();
        assertThat(taker.expectTerminalError())
                .isInstanceOf(TeselaException.class)
                .hasMessage("gone");
    }

    @Test
    void cancel_inTheMiddle_readsNoMore() throws IOException {
        // Given
        store(0, false, first);
        taker.request(1);

        // When
        taker.cancel();
        store(1, true, second);

        // Then
        assertThat(taker.getReceivedOnNext()).hasSize(1);
    }

    private void store(int segment, boolean last, byte[] bytes) throws IOException {
        OutputLog log = new OutputLog();
        log.addSegment(1, segment, last, bytes, 64 << 10);
        for (int offset = 0; offset < log.size(); offset++) {
            output.accept(log.record(offset), log.delivery(offset));
        }
    }

    private static byte[] joined(List<Output> messages) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Output message : messages) {
            assertThat(message.offset()).isEqualTo(all.size());
            byte[] bytes = new byte[message.payload().remaining()];
            message.payload().get(bytes);
            all.write(bytes);
        }
        return all.toByteArray();
    }
}
