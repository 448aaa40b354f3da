/**
 * Finds out what jobs leave in a service once they are over, however they ended.
 *
 * <p>Starting points: {@link io.tesela.bench.leaks.LeaksCommand}, {@link io.tesela.bench.leaks.Census}.
 */
@NullMarked
package io.tesela.bench.leaks;

import org.jspecify.annotations.NullMarked;
