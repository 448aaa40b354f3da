package io.tesela.client;

import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.UploadOutcome;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.report.JobReport;
import io.tesela.wire.ClientMessage.EncoderRequest;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a job's end means to a person.
 *
 * @param exitCode see {@link ExitCode}
 * @param sentence why; empty if all is well
 * @param code of the failure; null: it is about a flag, or a file of this machine, or there is none
 */
record Verdict(int exitCode, String sentence, @Nullable FailureCode code) {
    static final Verdict CANCELLED = new Verdict(ExitCode.CANCELLED, "cancelled");

    Verdict(int exitCode, String sentence) {
        this(exitCode, sentence, null);
    }

    /**
     * Returns the verdict on a result that is complete and verified.
     *
     * @param live whether the video was joined and left in the middle, where the decoder complains without meaning anything
     */
    static Verdict of(UploadOutcome.Finished outcome, boolean live, long maxDegraded) {
        JobReport.FrameCounts frames = outcome.report().frames();
        if (frames.encoded() < frames.decoded()) {
            return new Verdict(
                    ExitCode.FAILED,
                    "frames are missing: " + frames.encoded() + " of " + frames.decoded() + " (expected: all)");
        }
        if (frames.decodeErrors() > 0 && !live) {
            return new Verdict(
                    ExitCode.DEGRADED,
                    "--video: damaged or cut off: decode errors: " + frames.decodeErrors() + " (expected: none; the "
                            + frames.decoded() + " frames that could be decoded are there)");
        }
        long degraded = outcome.report().tileCounts().degraded();
        return degraded > maxDegraded
                ? new Verdict(
                        ExitCode.DEGRADED,
                        "--max-degraded: " + degraded + " tiles are the original ones (expected: at most " + maxDegraded
                                + "; the report lists them)")
                : new Verdict(ExitCode.OK, "");
    }

    /** Returns the verdict on a job that failed. */
    static Verdict of(Throwable error, JobWishes wishes) {
        if (error instanceof UncheckedIOException file) {
            // Ours always name the flag and the file.
            return new Verdict(ExitCode.USAGE, String.valueOf(file.getMessage()));
        }
        TeselaException failure = error instanceof TeselaException known
                ? known
                : new TeselaException(FailureCode.INTERNAL, "the client failed: " + error, error);
        Optional<String> flag = flagToBlame(failure, wishes);
        if (flag.isPresent()) {
            return new Verdict(ExitCode.USAGE, Flags.blame(flag.get(), failure.sentence()), failure.code());
        }
        if (failure.code() == FailureCode.CANCELLED) {
            return new Verdict(ExitCode.CANCELLED, failure.sentence());
        }
        return new Verdict(
                failure.code().refusesInput() ? ExitCode.REFUSED : ExitCode.FAILED, failure.sentence(), failure.code());
    }

    /** Returns the flag that brought what the server refused; empty if it was no flag. */
    private static Optional<String> flagToBlame(TeselaException failure, JobWishes wishes) {
        return switch (failure.code()) {
            case BAD_FILTER -> wishes.filters().isEmpty() ? Optional.empty() : Optional.of("--filters");
            case BAD_TILES -> wishes.tiles() == null ? Optional.empty() : Optional.of("--tiles");
            // Also the code of a video that cannot be decoded: only a sentence about the output names a setting of it.
            case UNSUPPORTED_CODEC -> Flags.named(encodingFlags(wishes), failure.sentence());
            default -> Optional.empty();
        };
    }

    private static Set<String> encodingFlags(JobWishes wishes) {
        Set<String> given = new HashSet<>();
        addIfGiven(given, "--codec", wishes.codec());
        EncoderRequest encoder = wishes.encoder();
        if (encoder != null) {
            addIfGiven(given, "--encoder", encoder.name());
            addIfGiven(given, "--preset", encoder.preset());
            addIfGiven(given, "--crf", encoder.crf());
        }
        return given;
    }

    private static void addIfGiven(Set<String> flags, String flag, @Nullable Object value) {
        if (value != null) {
            flags.add(flag);
        }
    }
}
