package io.tesela.ingest.job;

import io.tesela.domain.report.JobReport;
import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.ingest.output.GrowingPieces;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.mp4.FinishedBytes;
import io.tesela.mp4.Mp4Finisher;
import io.tesela.wire.ClientMessage.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What a job makes, read beside its client by whoever likes, and without a word to it: the job waits for none of them.
 *
 * <ul>
 *   <li><b>Backpressure:</b> reads on demand; holds one piece.
 *   <li><b>Threads:</b> any; reads on the scheduler of the files.
 *   <li><b>Ownership:</b> what is open is closed when its subscriber has all of it or goes, also after the job's files are deleted.
 *   <li><b>Errors:</b> of the job, and of the disk.
 * </ul>
 */
public final class JobDownload {
    private static final int PIECE_BYTES = 256 * 1024;

    /** What somebody makes of the leading bytes of a file that is open meanwhile. */
    @FunctionalInterface
    public interface Reading<T> {
        Optional<T> of(FileChannel file, long bytes) throws IOException;
    }

    private final IngestJob job;
    private final JobFolder folder;
    private final Scheduler ioScheduler;

    JobDownload(IngestJob job, JobFolder folder) {
        this.job = job;
        this.folder = folder;
        this.ioScheduler = job.context().ioScheduler();
    }

    /** Returns whether all of it is there. */
    public boolean complete() {
        return job.done();
    }

    /** Emits the fragmented MP4 from its beginning, as it comes, also when the job is let go meanwhile; completes with its last byte. */
    public Flux<ByteBuffer> growing() {
        return Flux.usingWhen(
                        BlockingCall.on(ioScheduler, this::openFile, JobDownload::close),
                        file -> new GrowingPieces(job.output().lengths(), file::read, 0, ioScheduler).pieces(),
                        this::closeLater)
                .transform(job::untilBroken);
    }

    /** Emits the regular MP4 that a client would have finished, once {@link #complete}; its size is known before a byte is read. */
    public Mono<Finished> finished() {
        return BlockingCall.on(ioScheduler, this::open, unwanted -> close(unwanted.file));
    }

    /** Reads of the fragmented MP4 as far as it is there, if anything is; blocks on the disk, and as long as its reader does. */
    public <T> Optional<T> read(Reading<T> reading) throws IOException {
        long committed = job.output().committed();
        if (committed == 0) {
            return Optional.empty();
        }
        try (FileChannel file = openFile()) {
            return reading.of(file, committed);
        }
    }

    /** Emits the report on the regular MP4, once it is there. */
    public Mono<JobReport> report() {
        return job.results().report(Container.MP4);
    }

    private FileChannel openFile() throws IOException {
        return FileChannel.open(folder.output(), StandardOpenOption.READ);
    }

    private Finished open() throws IOException {
        FileChannel file = openFile();
        try {
            return new Finished(file, Mp4Finisher.finished(file));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Not where connections are served: of a file that is deleted already, this frees what it had. */
    private Mono<Void> closeLater(FileChannel file) {
        return Mono.<Void>fromRunnable(() -> close(file)).subscribeOn(ioScheduler);
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A regular MP4, open; for one reader. */
    public final class Finished {
        private final FileChannel file;
        private final FinishedBytes bytes;
        private final AtomicLong left = new AtomicLong();

        private Finished(FileChannel file, FinishedBytes bytes) {
            this.file = file;
            this.bytes = bytes;
        }

        /** Returns how many bytes it has. */
        public long size() {
            return bytes.size();
        }

        /**
         * Emits some bytes, to one subscriber, who closes it afterwards.
         *
         * @param from the first byte
         * @param count how many, 1 or more; at most to the end
         */
        public Flux<ByteBuffer> read(long from, long count) {
            bytes.skip(from);
            left.set(count);
            return Mono.defer(this::nextPiece).repeat(() -> left.get() > 0);
        }

        /** Closes it. */
        public Mono<Void> close() {
            return closeLater(file);
        }

        /** Not interrupted when its reader goes. */
        private Mono<ByteBuffer> nextPiece() {
            return BlockingCall.on(ioScheduler, this::piece, unread -> {});
        }

        private ByteBuffer piece() throws IOException {
            byte[] piece = bytes.readNBytes((int) Math.min(PIECE_BYTES, left.get()));
            left.addAndGet(-piece.length);
            return ByteBuffer.wrap(piece);
        }
    }
}
