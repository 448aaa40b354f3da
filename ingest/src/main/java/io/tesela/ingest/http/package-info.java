/**
 * What a browser gets of an ingest: the page, its jobs as JSON, their results, and how all of it stands, as it changes.
 *
 * <p>Nothing here makes a job wait: results are read beside its client, and who is slow sees less. The routes that every role has are
 * elsewhere, see {@link io.tesela.telemetry.RoleRoutes}.
 *
 * <p>Starting point: {@link io.tesela.ingest.http.IngestPage}.
 */
@NullMarked
package io.tesela.ingest.http;

import org.jspecify.annotations.NullMarked;
