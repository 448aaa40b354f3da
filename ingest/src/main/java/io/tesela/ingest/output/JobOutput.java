package io.tesela.ingest.output;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.ingest.journal.LineJournal;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.ingest.spool.StretchedFile;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.record.OutputRecord;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.record.OutputRecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The output of one job on disk: grows by whole segments, tells how long it is, and folds their receipts.
 *
 * <ul>
 *   <li><b>Backpressure:</b> the length is told, not the bytes; whoever relays reads the file at its own pace.
 *   <li><b>Threads:</b> {@link #accept} and {@link #close} one at a time, blocking on the disk; the rest from any.
 *   <li><b>Ownership:</b> deliveries are acknowledged once their segment is synced, or not needed.
 *   <li><b>Errors:</b> a job that failed in the assembler ends {@link #lengths} with that failure.
 * </ul>
 */
public final class JobOutput implements AutoCloseable {
    /** Eight hex digits and a line feed. */
    private static final int CRC_LINE_BYTES = 9;

    private final StretchedFile file;
    private final FileChannel frameCrc32c;
    private final @Nullable LineJournal receipts;
    private final RunningSha256 sha256 = new RunningSha256();
    /** Whether {@link #sha256} has seen all that is committed. */
    private volatile boolean hashing = true;

    private final SegmentIntake intake = new SegmentIntake();
    private final List<Delivery> open = new ArrayList<>();
    private final SegmentEnds ends = new SegmentEnds();
    private final Sinks.Many<Long> lengths = Sinks.many().replay().latest();
    private volatile ReportFold fold = ReportFold.EMPTY;
    private volatile long committed;
    private volatile long stored;
    private boolean ended;
    private boolean suspended;
    private volatile @Nullable TeselaException failure;

    private JobOutput(StretchedFile file, FileChannel frameCrc32c, @Nullable LineJournal receipts) {
        this.file = file;
        this.frameCrc32c = frameCrc32c;
        this.receipts = receipts;
    }

    /**
     * Creates the files.
     *
     * @param kept whether to the end of the job; if not, until the client has stored it
     * @param durable whether over the end of this process, too; then kept
     */
    public static JobOutput create(JobFolder folder, boolean kept, boolean durable, DiskQuota quota)
            throws IOException {
        return open(folder, folder.createOutput(kept, quota), durable);
    }

    /**
     * Opens what a former life of this ingest left: the segments of which it had written down the receipt.
     *
     * @throws IOException if there is less than the receipts say
     */
    public static JobOutput reopen(JobFolder folder, DiskQuota quota) throws IOException {
        JobOutput output = open(folder, folder.reopenOutput(quota), true);
        try {
            output.takeAgain();
            return output;
        } catch (IOException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    private static JobOutput open(JobFolder folder, StretchedFile file, boolean durable) throws IOException {
        @Nullable FileChannel frameCrc32c = null;
        try {
            frameCrc32c = FileChannel.open(
                    folder.frameCrc32c(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
            return new JobOutput(file, frameCrc32c, durable ? LineJournal.open(folder.receipts()) : null);
        } catch (IOException e) {
            file.close();
            if (frameCrc32c != null) {
                frameCrc32c.close();
            }
            throw e;
        }
    }

    /** Takes the next record of the job's output. */
    public synchronized void accept(OutputRecord output, Delivery delivery) throws IOException {
        if (suspended) {
            return;
        }
        if (ended) {
            delivery.acknowledge();
        } else if (output instanceof SegmentPart part) {
            accept(part, delivery);
        } else if (output instanceof SegmentDone done) {
            accept(done.receipt(), delivery);
        } else if (output instanceof JobFailed failed) {
            TeselaException reason = new TeselaException(failed.code(), failed.message());
            failure = reason;
            ended = true;
            delivery.acknowledge();
            acknowledge();
            lengths.emitError(reason, Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }

    /** Tells the length of the whole segments each time it grows, the latest at once; completes with the last segment. */
    public Flux<Long> lengths() {
        return lengths.asFlux();
    }

    /** Returns the length of the whole segments. */
    public long committed() {
        return committed;
    }

    /** Returns how many frames lie whole in the leading bytes. */
    public long framesBelow(long bytes) {
        return ends.framesBelow(bytes);
    }

    /** Returns the SHA-256 of the whole segments, hex; reads through those of a former life of this ingest. */
    public String sha256() throws IOException {
        return hashing ? runningSha256() : file.sha256(committed);
    }

    private synchronized String runningSha256() {
        return sha256.committed();
    }

    /** Notes that the client has stored the leading bytes: nobody asks for them, nor for the frames of fewer, any more. */
    public void stored(long bytes) {
        ends.forgetBelow(bytes);
        stored = Math.max(stored, bytes);
    }

    /** Returns what the receipts of the segments so far add up to. */
    public ReportFold fold() {
        return fold;
    }

    /** Returns why there will be no more output, if the assembler has given up. */
    public @Nullable TeselaException failure() {
        return failure;
    }

    /** Returns the highest epoch that wrote output. */
    public synchronized long epoch() {
        return intake.epoch();
    }

    /** Notes that the log has forgotten the job, so that its epochs are counted anew; the segments taken stay. */
    public synchronized void forgetEpochs() {
        intake.forgetEpoch();
    }

    /** Reads whole-segment bytes; returns how many. */
    public int read(long position, ByteBuffer target) throws IOException {
        target.limit((int) Math.min(target.limit(), target.position() + committed - position));
        return file.read(position, target);
    }

    /** Closes the files and leaves them to a later life of this ingest: what is not whole was not taken, and comes again. */
    public synchronized void suspend() throws IOException {
        suspended = true;
        open.clear();
        close();
    }

    @Override
    public synchronized void close() throws IOException {
        ended = true;
        acknowledge();
        try {
            file.close();
        } finally {
            closeLists();
        }
    }

    private void closeLists() throws IOException {
        try {
            frameCrc32c.close();
        } finally {
            if (receipts != null) {
                receipts.close();
            }
        }
    }

    private void accept(SegmentPart part, Delivery delivery) throws IOException {
        switch (intake.offer(part)) {
            case RESTART -> {
                acknowledge();
                file.truncate(committed);
                sha256.restart();
                open.add(delivery);
                append(part.bytes());
            }
            case APPEND -> {
                open.add(delivery);
                append(part.bytes());
            }
            case COMMIT, IGNORE -> delivery.acknowledge();
        }
    }

    /** A receipt that is not wanted says nothing of the parts that are open: they are not synced, and stay unacknowledged. */
    private void accept(SegmentReceipt receipt, Delivery delivery) throws IOException {
        if (intake.offer(receipt) != SegmentIntake.Verdict.COMMIT) {
            delivery.acknowledge();
            return;
        }
        open.add(delivery);
        writeCrcs(receipt.frameCrc32c());
        file.force();
        writeDown(receipt);
        sha256.commit();
        taken(receipt);
        acknowledge();
        file.letGo(stored);
        lengths.emitNext(committed, Sinks.EmitFailureHandler.FAIL_FAST);
        if (receipt.last()) {
            ended = true;
            lengths.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }

    private void writeDown(SegmentReceipt receipt) throws IOException {
        if (receipts != null) {
            receipts.append(OutputRecordCodec.receiptJson(receipt));
        }
    }

    private void taken(SegmentReceipt receipt) {
        long end = committed + receipt.bytes();
        ReportFold next = fold.plus(receipt);
        committed = end;
        fold = next;
        ends.add(end, next.frames());
    }

    /** What follows the last receipt is not acknowledged before it is whole, so it comes again. */
    private synchronized void takeAgain() throws IOException {
        if (receipts != null) {
            receipts.read(this::takeAgain);
        }
        if (file.size() < committed) {
            throw new IOException("output: " + file.size() + " bytes (expected: at least " + committed
                    + ", as the receipts of its segments say)");
        }
        file.truncate(committed);
        frameCrc32c.truncate(fold.frames() * CRC_LINE_BYTES).position(frameCrc32c.size());
        hashing = false;
        if (committed > 0) {
            lengths.emitNext(committed, Sinks.EmitFailureHandler.FAIL_FAST);
        }
        if (ended) {
            lengths.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }

    private void takeAgain(byte[] line) {
        SegmentReceipt receipt = OutputRecordCodec.receipt(line);
        intake.resume(receipt);
        taken(receipt);
        ended = receipt.last();
    }

    private void append(byte[] bytes) throws IOException {
        file.append(ByteBuffer.wrap(bytes));
        sha256.update(bytes);
    }

    private void writeCrcs(List<Integer> crcs) throws IOException {
        StringBuilder lines = new StringBuilder(crcs.size() * CRC_LINE_BYTES);
        crcs.forEach(crc -> lines.append(HexFormat.of().toHexDigits(crc)).append('\n'));
        ByteBuffer rest = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
        while (rest.hasRemaining()) {
            frameCrc32c.write(rest);
        }
    }

    private void acknowledge() {
        open.forEach(Delivery::acknowledge);
        open.clear();
    }
}
