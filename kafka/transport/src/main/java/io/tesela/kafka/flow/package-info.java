/**
 * Ports through which every role sends, receives and looks after records, whatever carries them; with the two pieces of pure
 * bookkeeping that all carriers share. No topic names, no record layouts, no client library.
 *
 * <p>Starting points: {@link io.tesela.kafka.flow.Transport}, {@link io.tesela.kafka.flow.RecordSource},
 * {@link io.tesela.kafka.flow.RecordSink}.
 */
@NullMarked
package io.tesela.kafka.flow;

import org.jspecify.annotations.NullMarked;
