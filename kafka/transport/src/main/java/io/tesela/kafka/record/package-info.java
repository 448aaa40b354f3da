/**
 * What the records of each topic say, and their bytes; pure functions, no client and no flow.
 *
 * <p>Starting points: {@link io.tesela.kafka.record.TileRecordCodec}, {@link io.tesela.kafka.record.ResultRecordCodec},
 * {@link io.tesela.kafka.record.OutputRecordCodec}, {@link io.tesela.kafka.record.ProgressRecordCodec}.
 */
@NullMarked
package io.tesela.kafka.record;

import org.jspecify.annotations.NullMarked;
