/**
 * The report and the receipts it is folded from; no JSON here.
 *
 * <p>Starting points: {@link io.tesela.domain.report.JobReport}, {@link io.tesela.domain.report.SegmentReceipt}.
 */
@NullMarked
package io.tesela.domain.report;

import org.jspecify.annotations.NullMarked;
