package io.tesela.standalone.verify;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.filters.FilterEngine;
import io.tesela.media.VideoDecoderFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Compares the result of a job with whole frames, filtered here.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds at most {@link Workers#parallelism} frames of the source, however long it is.
 *   <li><b>Order:</b> frames are decoded and counted in order, and filtered side by side.
 *   <li><b>Threads:</b> those of {@link Workers}; never the caller's.
 *   <li><b>Ownership:</b> opens the files and closes them on complete, error and cancel.
 *   <li><b>Errors:</b> a {@link TeselaException} that names flag and file, if these files cannot be compared; {@code INTERNAL} if
 *       a filter fails; {@link UncheckedIOException} if the disk does. Whatever differs is no error.
 * </ul>
 */
public final class Verifier {
    private final FilterCatalogue catalogue;
    private final FilterEngine engine;
    private final VideoDecoderFactory decoders;
    private final Workers workers;

    /**
     * Who does the work.
     *
     * @param decode one thread that reads files and decodes
     * @param filter threads that filter
     * @param parallelism frames filtered at once, above 0
     */
    public record Workers(Scheduler decode, Scheduler filter, int parallelism) {
        public Workers {
            if (parallelism < 1) {
                throw new IllegalArgumentException("parallelism: " + parallelism + " (expected: > 0)");
            }
        }
    }

    /** @param catalogue the filters that {@code engine} can run */
    public Verifier(FilterCatalogue catalogue, FilterEngine engine, VideoDecoderFactory decoders, Workers workers) {
        this.catalogue = catalogue;
        this.engine = engine;
        this.decoders = decoders;
        this.workers = workers;
    }

    /** Emits how they compare; begins with each subscription. */
    public Mono<Verification> verify(ResultFiles files, VerifyProgress progress) {
        return Mono.fromCallable(() -> CheckedFiles.of(files, catalogue))
                .flatMap(checked -> compare(checked, progress))
                .onErrorMap(IOException.class, e -> new UncheckedIOException(e.getMessage(), e))
                .subscribeOn(workers.decode());
    }

    private Mono<Verification> compare(CheckedFiles checked, VerifyProgress progress) {
        progress.begin(checked.job().report().frames().encoded());
        return Mono.using(
                () -> ClaimedFrames.open(checked, decoders),
                frames -> compare(checked, frames, progress),
                ClaimedFrames::close);
    }

    private Mono<Verification> compare(CheckedFiles checked, ClaimedFrames frames, VerifyProgress progress) {
        Checks checks = new Checks(
                new FrameCheck(engine, frames.plan(), checked.job(), frames.sourceUnit(), frames.outUnit()),
                new FilesCheck(checked));
        return Flux.generate(frames::next)
                .subscribeOn(workers.decode())
                .flatMapSequential(step -> find(checks, step), workers.parallelism(), 1)
                .doOnNext(finding -> count(finding, progress))
                .collect(() -> new Findings(checked.job()), Findings::add)
                .map(Findings::total);
    }

    private Mono<Finding> find(Checks checks, Step step) {
        return Mono.fromCallable(() -> checks.check(step)).subscribeOn(workers.filter());
    }

    private static void count(Finding finding, VerifyProgress progress) {
        if (finding instanceof Finding.OfFrame) {
            progress.compared();
        }
    }

    /** Who knows what to do with each step. */
    private record Checks(FrameCheck ofFrames, FilesCheck ofFiles) {
        Finding check(Step step) {
            return step instanceof FrameClaim claim ? ofFrames.check(claim) : ofFiles.check((EndOfFiles) step);
        }
    }
}
