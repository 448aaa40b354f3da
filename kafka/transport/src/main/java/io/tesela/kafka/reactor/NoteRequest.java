package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.TransportException;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.MonoSink;

/**
 * A note that somebody wants stored.
 *
 * @param done hears when it is, or that it will not be
 */
record NoteRequest(TopicPartition partition, String note, MonoSink<Void> done) {
    /** Says that nobody here can store it: somebody else may have the partition by now. */
    void refuse() {
        done.error(new TransportException("note: " + partition + " is not owned now", true, null));
    }
}
