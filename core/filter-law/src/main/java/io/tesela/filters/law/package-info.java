/** The law test for whoever writes a filter: {@link io.tesela.filters.law.FilterLaw}. */
@NullMarked
package io.tesela.filters.law;

import org.jspecify.annotations.NullMarked;
