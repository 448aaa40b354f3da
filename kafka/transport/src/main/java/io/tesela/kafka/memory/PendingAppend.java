package io.tesela.kafka.memory;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.TransportException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import reactor.core.publisher.MonoSink;

/** One record of a call to a sink, on its way into a log; the call ends when all its records are in, or with the first error. */
record PendingAppend(FlowRecord record, int bytes, int index, Call call) {
    void landed(Position position) {
        call.landed(index, position);
    }

    void failed(TransportException error) {
        call.done.error(error);
    }

    /** Where the records of one call landed so far. */
    static final class Call {
        private final MonoSink<List<Position>> done;
        private final AtomicReferenceArray<Position> positions;
        private final AtomicInteger open;

        Call(int records, MonoSink<List<Position>> done) {
            this.done = done;
            this.positions = new AtomicReferenceArray<>(records);
            this.open = new AtomicInteger(records);
        }

        private void landed(int index, Position position) {
            positions.set(index, position);
            if (open.decrementAndGet() == 0) {
                done.success(IntStream.range(0, positions.length())
                        .mapToObj(positions::get)
                        .toList());
            }
        }
    }
}
