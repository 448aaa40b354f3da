package io.tesela.kafka.memory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The readers of one transport, to be ended with it. Threads: any. */
final class OpenReaders {
    private final Set<MemoryReader<?>> readers = new LinkedHashSet<>();
    private boolean closed;

    void add(MemoryReader<?> reader) {
        boolean late;
        synchronized (this) {
            late = closed;
            readers.add(reader);
        }
        if (late) {
            reader.complete();
        }
    }

    synchronized void remove(MemoryReader<?> reader) {
        readers.remove(reader);
    }

    void close() {
        closing().forEach(MemoryReader::complete);
    }

    /** Ends them as if they had never been told to. */
    void vanish() {
        closing().forEach(MemoryReader::vanish);
    }

    private synchronized List<MemoryReader<?>> closing() {
        closed = true;
        return new ArrayList<>(readers);
    }
}
