/**
 * {@code up --processes} as a process of its own: each role in its own JVM, as users run them.
 *
 * <p>Starting point: {@link io.tesela.bench.supervised.SupervisedService}.
 */
@NullMarked
package io.tesela.bench.supervised;

import org.jspecify.annotations.NullMarked;
