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
        List<MemoryReader<?>> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(readers);
        }
        open.forEach(MemoryReader::complete);
    }
}
