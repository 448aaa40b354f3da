/**
 * One Kafka broker, its own controller, inside this JVM: for one machine, for trying things out and for tests. No topics, no
 * clients.
 *
 * <p>Starting points: {@link io.tesela.kafka.embedded.EmbeddedBroker}.
 */
@NullMarked
package io.tesela.kafka.embedded;

import org.jspecify.annotations.NullMarked;
