/**
 * The flow ports inside one JVM, without a broker: for one machine, and for tests of whatever is built on the ports. Keeps
 * nothing on disk; no topic names, no record layouts.
 *
 * <p>Starting points: {@link io.tesela.kafka.memory.InMemoryBroker}, {@link io.tesela.kafka.memory.InMemoryTransport}.
 */
@NullMarked
package io.tesela.kafka.memory;

import org.jspecify.annotations.NullMarked;
