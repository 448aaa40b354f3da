package io.tesela.ingest.job;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.report.JobReport;
import io.tesela.domain.report.JobReport.Fidelity;
import io.tesela.domain.report.JobReport.FlowSummary;
import io.tesela.domain.report.JobReport.FrameCounts;
import io.tesela.domain.report.JobReport.MediaSummary;
import io.tesela.domain.report.JobReport.QueueDepth;
import io.tesela.ingest.flow.Holder;
import io.tesela.ingest.flow.HoldingHistory;
import io.tesela.ingest.flow.UnreleasedFrames;
import io.tesela.ingest.output.ReportFold;
import io.tesela.media.SourceVideo;
import io.tesela.wire.ServerMessage.Attachment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes the report of a job out of what its parts know; a pure function of them. */
final class ReportWriter {
    private ReportWriter() {}

    /**
     * One file of the job.
     *
     * @param container name of its format
     * @param sha256 hex
     */
    record StoredFile(String container, long bytes, String sha256) {}

    /**
     * What happened at this ingest.
     *
     * @param elapsed since the handshake
     * @param working since the first frame was decoded
     * @param creditWaitMs how long the decoder waited for credit
     * @param samples of the job's life
     * @param decoding time in the decoder, waits for the upload included
     * @param uploadWait how long the decoder waited for the upload
     */
    record Course(
            long decodeErrors,
            long audioErrors,
            long fixedTimestamps,
            List<String> changes,
            UnreleasedFrames unreleased,
            long creditWaitMs,
            JobProgress.Samples samples,
            Duration decoding,
            Duration uploadWait,
            Duration elapsed,
            Duration working) {}

    /** @param live whether the video was joined and left in the middle, where the decoder complains without meaning anything */
    static JobReport write(
            PlannedJob job, boolean live, ReportFold fold, Course course, StoredFile input, StoredFile output) {
        JobSpec spec = job.spec();
        long decoded = job.frames().yielded();
        boolean ok = fold.frames() == decoded && fold.counts().degraded() == 0 && (live || course.decodeErrors() == 0);
        double seconds = Math.max(1e-3, course.working().toNanos() / 1e9);
        return new JobReport(
                spec.id().value(),
                ok,
                "",
                spec.filters(),
                List.of(spec.tiles().columns(), spec.tiles().rows()),
                List.of(
                        job.plan().effectiveTiles().columns(),
                        job.plan().effectiveTiles().rows()),
                rounded(spec.format().frameRate().value()),
                rounded(fold.frames() / seconds),
                rounded(fold.latency().percentileMs(0.5)),
                rounded(fold.latency().percentileMs(0.95)),
                rounded(fold.latency().percentileMs(0.99)),
                fold.counts().retried(),
                rounded(course.elapsed().toNanos() / 1e9),
                input(job, fold, input),
                output(job, fold, output),
                new FrameCounts(decoded, fold.frames(), course.decodeErrors(), 0),
                fold.tileSummary(),
                fold.degraded(),
                fold.found(),
                fold.foundOmitted(),
                flow(course, fold, input.bytes(), output.bytes()),
                fold.processorSummaries(),
                fidelity(job, course),
                Attachment.FRAME_CRC32C);
    }

    /** Returns a report of which the output is another file with the same frames. */
    static JobReport withOutput(JobReport report, StoredFile file) {
        MediaSummary output = report.output();
        return report.withOutput(new MediaSummary(
                file.container(),
                output.codec(),
                output.width(),
                output.height(),
                output.frames(),
                output.durationS(),
                output.fps(),
                output.rotation(),
                output.sar(),
                output.pixelFormat(),
                output.color(),
                output.audio(),
                file.bytes(),
                file.sha256()));
    }

    private static MediaSummary input(PlannedJob job, ReportFold fold, StoredFile file) {
        SourceVideo source = job.source();
        return new MediaSummary(
                file.container(),
                source.codec(),
                source.width(),
                source.height(),
                job.frames().yielded(),
                rounded(source.durationSeconds().orElse(seconds(job, fold))),
                rounded(source.frameRate().value()),
                source.rotation(),
                sar(source.sar()),
                source.pixelFormat(),
                source.color(),
                source.audioCodec().orElse(null),
                file.bytes(),
                file.sha256());
    }

    private static MediaSummary output(PlannedJob job, ReportFold fold, StoredFile file) {
        VideoFormat format = job.spec().format();
        double seconds = seconds(job, fold);
        return new MediaSummary(
                file.container(),
                job.spec().encoder().codec(),
                format.width(),
                format.height(),
                fold.frames(),
                rounded(seconds),
                rounded(seconds > 0 ? fold.frames() / seconds : 0),
                0,
                sar(format.sar()),
                format.color().fullRange() ? "yuvj420p" : "yuv420p",
                job.source().color(),
                job.spec().audio().map(AudioFormat::codec).orElse(null),
                file.bytes(),
                file.sha256());
    }

    private static double seconds(PlannedJob job, ReportFold fold) {
        return job.spec()
                .format()
                .timeBase()
                .seconds(fold.endPts() - job.frames().firstPts());
    }

    private static FlowSummary flow(Course course, ReportFold fold, long inputBytes, long outputBytes) {
        HoldingHistory held = course.samples().held();
        Map<String, QueueDepth> queues = new TreeMap<>();
        for (Holder holder : Holder.values()) {
            queues.put(holder.label(), new QueueDepth(held.p95(holder), held.max(holder)));
        }
        Bottleneck.Facts facts = new Bottleneck.Facts(
                course.working(),
                course.decoding(),
                course.uploadWait(),
                course.samples().heldByClient(),
                course.samples().filtering(),
                course.samples().encoding(),
                inputBytes,
                outputBytes,
                List.copyOf(fold.processors().values()));
        return new FlowSummary(
                course.unreleased().maxFrames(),
                course.unreleased().maxBytes(),
                course.creditWaitMs(),
                queues,
                Bottleneck.sentence(facts));
    }

    private static Fidelity fidelity(PlannedJob job, Course course) {
        SourceVideo source = job.source();
        List<String> kept = new ArrayList<>(List.of(
                course.decodeErrors() == 0 ? "every frame" : "every frame that could be decoded",
                "sample aspect ratio",
                "colour tags"));
        // The decoder's own changes say which timestamps it had to set.
        if (course.fixedTimestamps() == 0) {
            kept.add(1, "timestamps");
        }
        // One that is not the source's is among the changes.
        job.spec()
                .audio()
                .map(AudioFormat::codec)
                .filter(codec -> source.audioCodec().equals(Optional.of(codec)))
                .ifPresent(codec ->
                        kept.add("audio (" + codec + ")" + (course.audioErrors() == 0 ? ", every packet" : "")));
        return new Fidelity(kept, course.changes(), source.droppedTracks());
    }

    private static String sar(Ratio sar) {
        return sar.known() ? sar.toString() : "1:1";
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
