/**
 * What a frame costs: the work itself, the whole service around it, and their ratio.
 *
 * <p>Does not belong here: anything a role needs; assertions about time.
 *
 * <p>Starting points: {@link io.tesela.bench.Main}, {@link io.tesela.bench.Measurement}.
 */
@NullMarked
package io.tesela.bench;

import org.jspecify.annotations.NullMarked;
