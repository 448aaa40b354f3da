package io.tesela.ingest.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.ingest.spool.DiskQuota;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.kafka.record.OutputRecord;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.subscriber.TestSubscriber;

/**
 * Assemblers that die within a segment and are followed by others, former ones that go on writing for a while, and a log that is
 * delivered again from its committed offset at any moment: the file holds each segment once, whole, of one owner.
 */
class SegmentSimulationTest {
    private static final int ROUNDS = 60;
    private static final int PART_BYTES = 7;

    @TempDir
    Path data;

    @Test
    void accept_anyScheduleOfOwnersAndRedeliveries_eachSegmentOnceAndWhole() throws IOException {
        Random random = Seeds.random("SegmentSimulation");
        for (int round = 0; round < ROUNDS; round++) {
            // Given
            Job job = new Job(random, 1 + random.nextInt(6));
            JobFolder folder = JobFolder.create(data.resolve("round-" + round), OutputLog.JOB);

            // When
            try (JobOutput output = JobOutput.create(folder, true, true, new DiskQuota(1 << 20))) {
                TestSubscriber<Long> lengths = TestSubscriber.create();
                output.lengths().subscribe(lengths);
                deliver(job.log, output, random);

                // Then
                assertThat(lengths.isTerminatedComplete()).isTrue();
                assertThat(lengths.getReceivedOnNext()).isSorted().doesNotHaveDuplicates();
                assertThat(output.fold().frames()).isEqualTo(2L * job.segments);
            }
            assertThat(job.log.committed()).isEqualTo(job.log.size());
            assertHoldsEachSegmentOnce(job, Files.readAllBytes(folder.output()));
        }
    }

    /** Delivers the log to its end, from time to time again from where it is committed. */
    private static void deliver(OutputLog log, JobOutput output, Random random) throws IOException {
        int rewinds = random.nextInt(6);
        for (int offset = 0; offset < log.size(); offset++) {
            long before = output.committed();
            output.accept(log.record(offset), log.delivery(offset));
            assertThat(output.committed()).isGreaterThanOrEqualTo(before);
            if (rewinds > 0 && random.nextInt(10) == 0) {
                rewinds--;
                // What is in the file and not whole can be read again: that is why it is not acknowledged.
                offset = log.rewind() - 1;
            }
        }
    }

    private static void assertHoldsEachSegmentOnce(Job job, byte[] file) {
        int at = 0;
        for (int segment = 0; segment < job.segments; segment++) {
            List<byte[]> candidates = job.written.getOrDefault(segment, List.of());
            int found = -1;
            for (byte[] candidate : candidates) {
                if (startsWith(file, at, candidate)) {
                    found = candidate.length;
                }
            }
            assertThat(found).as("segment %d at %d", segment, at).isPositive();
            at += found;
        }
        assertThat(at).isEqualTo(file.length);
    }

    private static boolean startsWith(byte[] file, int at, byte[] run) {
        return at + run.length <= file.length && Arrays.equals(file, at, at + run.length, run, 0, run.length);
    }

    /** The log of a job with several owners, one after the other, with former ones in between. */
    private static final class Job {
        private final OutputLog log = new OutputLog();
        private final Map<Integer, List<byte[]>> written = new HashMap<>();
        private final int segments;
        private int segmentsWritten;

        Job(Random random, int segments) {
            this.segments = segments;
            int owners = 1 + random.nextInt(4);
            int next = 0;
            List<OutputRecord> late = new ArrayList<>();
            for (int epoch = 1; epoch <= owners; epoch++) {
                List<OutputRecord> records = new ArrayList<>();
                boolean lastOwner = epoch == owners;
                // An owner that dies has published a segment at most without its checkpoint: the next one repeats it.
                int from = Math.max(0, next - random.nextInt(2));
                int to = lastOwner ? segments : Math.min(segments - 1, next + random.nextInt(3));
                for (int segment = from; segment < to; segment++) {
                    write(epoch, segment, random, records);
                }
                next = Math.max(next, to);
                int cut = records.size();
                if (!lastOwner) {
                    write(epoch, next, random, records);
                    cut += random.nextInt(records.size() - cut);
                }
                addMingled(records.subList(0, cut), late, random);
                late = new ArrayList<>(records.subList(cut, records.size()));
            }
        }

        private void write(long epoch, int segment, Random random, List<OutputRecord> records) {
            byte[] bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            // Each begins with another byte: were one the beginning of another, the file would not tell which it holds.
            bytes[0] = (byte) ++segmentsWritten;
            written.computeIfAbsent(segment, absent -> new ArrayList<>()).add(bytes);
            for (int part = 0; part * PART_BYTES < bytes.length; part++) {
                SegmentPart record = OutputLog.part(epoch, segment, part, bytes, PART_BYTES);
                records.add(record);
            }
            records.add(new SegmentDone(OutputLog.receipt(epoch, segment, segment == segments - 1, bytes)));
        }

        /** A former owner's last records land among the first ones of the next. */
        private void addMingled(List<OutputRecord> records, List<OutputRecord> late, Random random) {
            int former = 0;
            for (OutputRecord record : records) {
                log.add(record);
                while (former < late.size() && random.nextBoolean()) {
                    log.add(late.get(former++));
                }
            }
        }
    }
}
