package io.tesela.standalone.verify;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.report.JobReport;
import java.io.IOException;
import java.util.Optional;

/**
 * Files that belong to one job, as far as their sizes and checksums say.
 *
 * @param outDifference how the result differs from the one that the report is about; its frames are then not looked at
 */
record CheckedFiles(ResultFiles files, ReportedJob job, Optional<String> outDifference) {
    /**
     * Reads report, source and result once; blocks on the disk.
     *
     * @throws TeselaException if the report is none, a file is not there, or the source is another one
     */
    static CheckedFiles of(ResultFiles files, FilterCatalogue catalogue) throws IOException {
        JobReport report = files.readReport();
        ReportedJob job = job(files, report, catalogue);
        files.requireVideo(report.input());
        return new CheckedFiles(files, job, files.outDifference(report.output()));
    }

    /**
     * Returns how the service ran the chain on frames of this format.
     *
     * @throws TeselaException if the report contradicts itself
     */
    ChainPlan plan(VideoFormat format) {
        try {
            return job.plan(format);
        } catch (TeselaException e) {
            throw files.ofReport(e);
        }
    }

    private static ReportedJob job(ResultFiles files, JobReport report, FilterCatalogue catalogue) {
        try {
            return ReportedJob.of(report, catalogue);
        } catch (TeselaException e) {
            throw files.ofReport(e);
        }
    }
}
