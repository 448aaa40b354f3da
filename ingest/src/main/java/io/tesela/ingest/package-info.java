/**
 * The ingest role: takes uploads over TCP, publishes tiles under credit, relays output and report to the client.
 *
 * <p>Starting points: {@link io.tesela.ingest.Ingest}, {@link io.tesela.ingest.job.IngestJob}.
 */
@NullMarked
package io.tesela.ingest;

import org.jspecify.annotations.NullMarked;
