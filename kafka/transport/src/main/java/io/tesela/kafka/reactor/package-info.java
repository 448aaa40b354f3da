/**
 * The flow ports over Kafka, with Reactor Kafka for demand and scheduling, and our own bookkeeping of offsets. The only package
 * that may see {@code reactor.kafka}; no topic names, no record layouts.
 *
 * <p>Starting points: {@link io.tesela.kafka.reactor.ReactorKafkaTransport}, and {@code TrackedConsumer} for how our bookkeeping
 * gets onto the thread that polls.
 */
@NullMarked
package io.tesela.kafka.reactor;

import org.jspecify.annotations.NullMarked;
