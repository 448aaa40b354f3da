/**
 * The tile processor: receives tiles, filters them, publishes what came of them; keeps no state between tiles.
 *
 * <p>What a filter does to pixels is in {@code io.tesela.filters}; how records travel is in {@code io.tesela.kafka}.
 *
 * <p>Starting points: {@link io.tesela.processor.TileProcessor}, {@link io.tesela.processor.TilePipeline}.
 */
@NullMarked
package io.tesela.processor;

import org.jspecify.annotations.NullMarked;
