package io.tesela.bench.fuzz;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.MalformedRecordException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The records of one topic: header, value or both are damaged. */
record RecordTarget(String name, Consumer<FlowRecord> decoder, List<FlowRecord> records) implements FuzzTarget {
    RecordTarget {
        records = List.copyOf(records);
    }

    @Override
    public boolean takes(Random random) {
        FlowRecord damaged = damaged(records.get(random.nextInt(records.size())), random);
        try {
            decoder.accept(damaged);
            return true;
        } catch (MalformedRecordException e) {
            return false;
        }
    }

    private static FlowRecord damaged(FlowRecord record, Random random) {
        Mutator mutator = new Mutator(random);
        boolean value = random.nextBoolean();
        Map<String, byte[]> headers = new LinkedHashMap<>(record.headers());
        if (!value || random.nextBoolean()) {
            headers.replaceAll((name, bytes) -> mutator.damaged(bytes));
        }
        byte @Nullable [] bytes = record.value();
        return FlowRecord.inPartition(
                record.topic(), 0, record.key(), value && bytes != null ? mutator.damaged(bytes) : bytes, headers);
    }
}
