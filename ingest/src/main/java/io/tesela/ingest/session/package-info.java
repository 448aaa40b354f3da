/**
 * One TCP connection: messages in, messages out, and the job in between.
 *
 * <p>Starting points: {@link io.tesela.ingest.session.IngestServer}, {@link io.tesela.ingest.session.IngestSession}.
 */
@NullMarked
package io.tesela.ingest.session;

import org.jspecify.annotations.NullMarked;
