package io.tesela.client;

import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.UploadOutcome;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.report.JobReport;
import java.io.UncheckedIOException;

/**
 * What a job's end means to a person.
 *
 * @param exitCode see {@link ExitCode}
 * @param sentence why; empty if all is well
 */
record Verdict(int exitCode, String sentence) {
    static final Verdict CANCELLED = new Verdict(ExitCode.CANCELLED, "cancelled");

    /** Returns the verdict on a result that is complete and verified. */
    static Verdict of(UploadOutcome outcome, long maxDegraded) {
        JobReport.FrameCounts frames = outcome.report().frames();
        if (frames.encoded() < frames.decoded()) {
            return new Verdict(
                    ExitCode.FAILED,
                    "frames are missing: " + frames.encoded() + " of " + frames.decoded() + " (expected: all)");
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
        String flag = flagToBlame(failure.code(), wishes);
        if (!flag.isEmpty()) {
            return new Verdict(ExitCode.USAGE, Flags.blame(flag, failure.sentence()));
        }
        if (failure.code() == FailureCode.CANCELLED) {
            return new Verdict(ExitCode.CANCELLED, failure.sentence());
        }
        return new Verdict(failure.code().refusesInput() ? ExitCode.REFUSED : ExitCode.FAILED, failure.sentence());
    }

    /** Returns the flag that brought what the server refused; empty if it was no flag. */
    private static String flagToBlame(FailureCode code, JobWishes wishes) {
        return switch (code) {
            case BAD_FILTER -> wishes.filters().isEmpty() ? "" : "--filters";
            case BAD_TILES -> wishes.tiles() == null ? "" : "--tiles";
            case UNSUPPORTED_CODEC -> wishes.codec() == null ? "" : "--codec";
            default -> "";
        };
    }
}
