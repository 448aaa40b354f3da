/**
 * From decoded frames to published tiles under credit, and what is done for tiles that stay away.
 *
 * <p>Starting points: {@link io.tesela.ingest.flow.CreditWindow}, {@link io.tesela.ingest.flow.FramePublisher},
 * {@link io.tesela.ingest.flow.TileDeadlines}.
 */
@NullMarked
package io.tesela.ingest.flow;

import org.jspecify.annotations.NullMarked;
