/**
 * Throws damaged input at everything that reads what strangers send: messages, records, reports, videos.
 *
 * <p>Starting points: {@link io.tesela.bench.fuzz.FuzzCommand}, {@link io.tesela.bench.fuzz.FuzzTarget}.
 */
@NullMarked
package io.tesela.bench.fuzz;

import org.jspecify.annotations.NullMarked;
