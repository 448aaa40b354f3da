/**
 * Where work on a job belongs in the trace of that job.
 *
 * <p>Does not belong here: spans, and what becomes of them.
 *
 * <p>Starting points: {@link io.tesela.domain.trace.TraceParent}.
 */
@NullMarked
package io.tesela.domain.trace;

import org.jspecify.annotations.NullMarked;
