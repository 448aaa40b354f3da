/**
 * What comes back: whole segments into the job's file, receipts into the report.
 *
 * <p>Starting points: {@link io.tesela.ingest.output.JobOutput}, {@link io.tesela.ingest.output.ReportFold}.
 */
@NullMarked
package io.tesela.ingest.output;

import org.jspecify.annotations.NullMarked;
