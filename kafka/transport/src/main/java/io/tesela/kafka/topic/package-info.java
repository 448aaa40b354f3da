/**
 * Which topics there are, how many partitions they have and where each record goes; no record contents, no client.
 *
 * <p>Starting points: {@link io.tesela.kafka.topic.Topics}, {@link io.tesela.kafka.topic.TilePartitioning}.
 */
@NullMarked
package io.tesela.kafka.topic;

import org.jspecify.annotations.NullMarked;
