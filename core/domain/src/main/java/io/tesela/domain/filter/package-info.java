/**
 * What a filter chain declares and how it is planned over tiles and frames; the pixels are worked on elsewhere.
 *
 * <p>Starting points: {@link io.tesela.domain.filter.FilterCatalogue}, {@link io.tesela.domain.filter.ChainPlan}.
 */
@NullMarked
package io.tesela.domain.filter;

import org.jspecify.annotations.NullMarked;
