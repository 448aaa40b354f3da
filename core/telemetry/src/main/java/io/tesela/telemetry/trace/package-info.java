/**
 * The port through which roles trace their jobs.
 *
 * <p>Does not belong here: what a span is about (that stays beside its owner), how spans leave the process.
 *
 * <p>Starting points: {@link io.tesela.telemetry.trace.Tracing}, {@link io.tesela.telemetry.trace.SpanNames}.
 */
@NullMarked
package io.tesela.telemetry.trace;

import org.jspecify.annotations.NullMarked;
