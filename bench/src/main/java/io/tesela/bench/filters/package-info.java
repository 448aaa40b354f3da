/**
 * What each filter costs on a whole frame and on tiles, measured with JMH.
 *
 * <p>Starting points: {@link io.tesela.bench.filters.FiltersCommand}, {@link io.tesela.bench.filters.FilterCost}.
 */
@NullMarked
package io.tesela.bench.filters;

import org.jspecify.annotations.NullMarked;
