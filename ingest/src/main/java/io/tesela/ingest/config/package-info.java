/**
 * What an ingest is told when it is made; no code that works.
 *
 * <p>Starting points: {@link io.tesela.ingest.config.IngestConfig}.
 */
@NullMarked
package io.tesela.ingest.config;

import org.jspecify.annotations.NullMarked;
