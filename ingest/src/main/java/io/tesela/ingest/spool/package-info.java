/**
 * What a job keeps on disk: the upload as it grows, and the folder around it.
 *
 * <p>Starting points: {@link io.tesela.ingest.spool.Spool}, {@link io.tesela.ingest.spool.JobFolder}.
 */
@NullMarked
package io.tesela.ingest.spool;

import org.jspecify.annotations.NullMarked;
