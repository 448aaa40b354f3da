package io.tesela.standalone.verify;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.report.JobReport;
import io.tesela.domain.report.JobReport.MediaSummary;
import io.tesela.wire.ReportJson;
import io.tesela.wire.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one job, as its client has them.
 *
 * <p><b>Threads:</b> methods block on the disk. <b>Errors:</b> what cannot be worked with is refused with a {@link
 * TeselaException} whose sentence names the flag and the file.
 *
 * @param video what was sent
 * @param out what came back
 * @param report what the service says of it
 */
public record ResultFiles(Path video, Path out, Path report) {
    /** As much as a client takes from a server. */
    private static final long MAX_REPORT_BYTES = 64L << 20;

    /** Returns the report. */
    JobReport readReport() throws IOException {
        requireFile("--report", report, FailureCode.BAD_MESSAGE, "the report of a job");
        long bytes = Files.size(report);
        if (bytes > MAX_REPORT_BYTES) {
            throw refusal(
                    FailureCode.TOO_LARGE,
                    "--report",
                    report,
                    bytes + " bytes",
                    "at most " + MAX_REPORT_BYTES + " bytes");
        }
        try {
            return ReportJson.read(Files.readAllBytes(report));
        } catch (TeselaException e) {
            throw ofReport(e);
        }
    }

    /** Refuses a video that is not the one that the report is about. */
    void requireVideo(MediaSummary said) throws IOException {
        requireFile("--video", video, FailureCode.NOT_A_VIDEO, "the video that the job was made of");
        Optional<String> difference = difference(video, said);
        if (difference.isPresent()) {
            throw refusal(
                    FailureCode.CHECKSUM_MISMATCH,
                    "--video",
                    video,
                    "not the video that the job was made of: " + difference.get());
        }
    }

    /** Returns how the result differs from the file that the report is about; empty if it is that file. */
    Optional<String> outDifference(MediaSummary said) throws IOException {
        requireFile("--out", out, FailureCode.NOT_A_VIDEO, "the result of a job");
        return difference(out, said);
    }

    /** Returns the side file with the checksums of the frames, which the report names. */
    Path checksums(JobReport said) {
        String name = said.frameCrc32c();
        // A name and nothing else: a report from elsewhere must not say which files of this machine are read.
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.contains("\0")) {
            throw refusal(
                    FailureCode.BAD_MESSAGE,
                    "--report",
                    report,
                    "frame_crc32c: '" + name + "'",
                    "the name of a file beside the report");
        }
        Path checksums = report.resolveSibling(name);
        requireFile("--report", checksums, FailureCode.BAD_MESSAGE, "the checksums of the frames, beside the report");
        return checksums;
    }

    /** Returns a refusal of what the report says. */
    TeselaException ofReport(TeselaException cause) {
        String sentence = cause.sentence();
        String bare = sentence.startsWith("report: ") ? sentence.substring("report: ".length()) : sentence;
        return new TeselaException(cause.code(), "--report: " + report + ": " + bare, cause);
    }

    private static Optional<String> difference(Path file, MediaSummary said) throws IOException {
        long bytes = Files.size(file);
        if (bytes != said.bytes()) {
            return Optional.of(bytes + " bytes (expected: " + said.bytes() + ", as the report says)");
        }
        String sha256 = Sha256.of(file);
        return sha256.equals(said.sha256())
                ? Optional.empty()
                : Optional.of("sha256: " + sha256 + " (expected: " + said.sha256() + ", as the report says)");
    }

    private static void requireFile(String flag, Path file, FailureCode code, String expected) {
        if (!Files.exists(file)) {
            throw refusal(code, flag, file, "no such file", expected);
        }
        if (!Files.isRegularFile(file)) {
            throw refusal(code, flag, file, "not a regular file", expected);
        }
        if (!Files.isReadable(file)) {
            throw refusal(code, flag, file, "not readable", "a file that may be read");
        }
    }

    private static TeselaException refusal(FailureCode code, String flag, Path file, String what, String expected) {
        return refusal(code, flag, file, what + " (expected: " + expected + ")");
    }

    private static TeselaException refusal(FailureCode code, String flag, Path file, String sentence) {
        return new TeselaException(code, flag + ": " + file + ": " + sentence);
    }
}
