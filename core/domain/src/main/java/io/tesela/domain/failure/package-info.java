/**
 * The one exception family of the service: what went wrong, whose fault it is, and whether trying again may help.
 *
 * <p>Starting points: {@link io.tesela.domain.failure.TeselaException}, {@link io.tesela.domain.failure.FailureCode}.
 */
@NullMarked
package io.tesela.domain.failure;

import org.jspecify.annotations.NullMarked;
