package io.tesela.ingest.job;

import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.ingest.output.GrowingPieces;
import io.tesela.ingest.spool.Spool;
import io.tesela.wire.ClientMessage.Mode;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The video of a job as it was sent, read beside its decoder by whoever likes to see what was made of it. It grows with the upload; when the job is
 * done it is there for as long as its room is not needed.
 *
 * <ul>
 *   <li><b>Backpressure:</b> reads on demand; holds one piece. The upload waits for no reader.
 *   <li><b>Threads:</b> any; reads on the scheduler of the files.
 *   <li><b>Ownership:</b> what is open is closed by whoever opened it, also after the job's files are deleted.
 *   <li><b>Errors:</b> of the job, and of the disk; {@link NoSuchFileException} if the video has just been let go.
 * </ul>
 */
public final class JobInput {
    /** What its kind can be told by. */
    private static final int HEAD_BYTES = 16;

    private final IngestJob job;
    private final JobFiles files;
    private final boolean shown;
    private final Scheduler ioScheduler;

    JobInput(IngestJob job, JobFiles files) {
        this.job = job;
        this.files = files;
        this.shown = job.context().config().sessions().browsers().showInputs()
                && !job.request().live()
                && job.request().mode() != Mode.FRAMES;
        this.ioScheduler = job.context().ioScheduler();
    }

    /** Returns whether it may be shown, as long as it is there: a live video, of which nothing is kept, and pictures are not. */
    boolean shown() {
        return shown;
    }

    /** Returns whether it can be read, as far as it has come. */
    public boolean there() {
        // A file that lies at the server is not given to everybody because somebody has named it: it must be a video.
        boolean video = !files.placed() || job.frames() != null;
        return shown && video && files.inputThere() && job.failure() == null;
    }

    /** Opens it, as soon as that has come which its kind can be told by. */
    public Mono<Open> open() {
        return job.upload()
                .lengths()
                .transform(job::untilBroken)
                .any(length -> length >= HEAD_BYTES)
                .then(BlockingCall.on(ioScheduler, this::openNow, Open::closeNow));
    }

    private Open openNow() throws IOException {
        FileChannel file = files.openInput();
        try {
            return new Open(file, head(file));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Of a file that grows, what is there counts, which is written before it is counted. */
    private ByteBuffer head(FileChannel file) throws IOException {
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(HEAD_BYTES, spool().written()));
        while (head.hasRemaining() && file.read(head, head.position()) >= 0) {
            // On, to the end of it.
        }
        return head.flip();
    }

    private static NoSuchFileException letGo() {
        return new NoSuchFileException("the video as it was sent", null, "let go for its room");
    }

    private Spool spool() {
        return job.upload().spool();
    }

    /** It, open. */
    public final class Open {
        private final FileChannel file;
        private final ByteBuffer head;

        private Open(FileChannel file, ByteBuffer head) {
            this.file = file;
            this.head = head;
        }

        /** Returns its first bytes, 16 where it has so many. */
        public ByteBuffer head() {
            return head.duplicate();
        }

        /** Returns how many bytes it has, or is to have; empty where nobody knows. */
        public OptionalLong size() {
            Long said = job.request().size();
            OptionalLong size = said == null ? OptionalLong.empty() : OptionalLong.of(said);
            return spool().whole() ? OptionalLong.of(spool().written()) : size;
        }

        /** Emits all of it, as it comes. */
        public Flux<ByteBuffer> growing() {
            return pieces(job.upload().lengths(), 0);
        }

        /**
         * Emits some bytes, as they come.
         *
         * @param from the first byte
         * @param count how many, 1 or more; at most to the end
         */
        public Flux<ByteBuffer> read(long from, long count) {
            long end = from + count;
            return pieces(job.upload().lengths().takeUntil(length -> length >= end), from, end);
        }

        private Flux<ByteBuffer> pieces(Flux<Long> lengths, long from, long end) {
            return pieces(lengths.map(length -> Math.min(length, end)), from)
                    .concatWith(Mono.defer(() -> spool().written() < end ? shorter(end) : Mono.empty()));
        }

        private Flux<ByteBuffer> pieces(Flux<Long> lengths, long from) {
            return new GrowingPieces(lengths, file::read, from, ioScheduler)
                    .pieces()
                    .transform(job::untilBroken)
                    .takeUntilOther(files.inputGone().then(Mono.error(JobInput::letGo)));
        }

        private static Mono<ByteBuffer> shorter(long end) {
            return Mono.error(
                    new EOFException("the video ends before " + end + " bytes (expected: as many as were said)"));
        }

        /** Closes it: not where connections are served, since this frees the room of a file that is deleted. */
        public Mono<Void> close() {
            return Mono.<Void>fromRunnable(this::closeNow).subscribeOn(ioScheduler);
        }

        private void closeNow() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
