/**
 * One job from its handshake to its report, and the table of all jobs of this ingest.
 *
 * <p>Starting points: {@link io.tesela.ingest.job.IngestJob}, {@link io.tesela.ingest.job.JobPlanner}.
 */
@NullMarked
package io.tesela.ingest.job;

import org.jspecify.annotations.NullMarked;
