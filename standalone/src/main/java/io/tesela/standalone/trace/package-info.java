/**
 * Traces as OpenTelemetry has them, through Micrometer Tracing: the only code that knows of either.
 *
 * <p>Does not belong here: what spans there are (that stays beside the work they are about).
 *
 * <p>Starting points: {@link io.tesela.standalone.trace.ProcessTracing}, {@link io.tesela.standalone.trace.SpanQueue}.
 */
@NullMarked
package io.tesela.standalone.trace;

import org.jspecify.annotations.NullMarked;
