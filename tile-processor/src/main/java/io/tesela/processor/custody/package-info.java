/**
 * How the owners of a partition fared before this one, and what follows for its tiles: a tile that ends its processor is found by
 * filtering suspects alone, and then given up.
 *
 * <p>What a tile is, and how it is filtered, is not known here. What goes with the commits is only written by
 * {@link io.tesela.kafka.flow.RecordSource#note}.
 *
 * <p>Starting points: {@link io.tesela.processor.custody.Custody}, {@link io.tesela.processor.custody.Probation}.
 */
@NullMarked
package io.tesela.processor.custody;

import org.jspecify.annotations.NullMarked;
