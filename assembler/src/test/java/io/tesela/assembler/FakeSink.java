package io.tesela.assembler;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A sink whose calls end when the test says so, or at once. One thread at a time. */
final class FakeSink implements RecordSink {
    private final boolean atOnce;
    private final List<Call> calls = new ArrayList<>();
    private final Set<Call> ended = new HashSet<>();
    private int cancelled;

    private record Call(int number, List<FlowRecord> records, Sinks.One<List<Position>> end) {}

    private FakeSink(boolean atOnce) {
        this.atOnce = atOnce;
    }

    /** Returns a sink that acknowledges whatever it is given. */
    static FakeSink immediate() {
        return new FakeSink(true);
    }

    /** Returns a sink that waits for {@link #acknowledge} or {@link #fail}. */
    static FakeSink manual() {
        return new FakeSink(false);
    }

    /** Returns all records of all calls, in order. */
    List<FlowRecord> sent() {
        return calls.stream().flatMap(call -> call.records().stream()).toList();
    }

    int calls() {
        return calls.size();
    }

    /** Returns how many calls were cancelled before they ended. */
    int cancelled() {
        return cancelled;
    }

    /** Returns whether a call has been acknowledged or has failed. */
    boolean ended(int call) {
        return ended.contains(calls.get(call));
    }

    /** Returns the number of the first call that writes to a topic. */
    int firstCallWith(String topic) {
        return IntStream.range(0, calls.size())
                .filter(call -> calls.get(call).records().get(0).topic().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    void acknowledge(int call) {
        Call acknowledged = end(call);
        acknowledged.end().tryEmitValue(positions(acknowledged.records())).orThrow();
    }

    void fail(int call, RuntimeException error) {
        end(call).end().tryEmitError(error).orThrow();
    }

    @Override
    public Mono<Position> send(FlowRecord record) {
        return sendAll(List.of(record)).map(positions -> positions.get(0));
    }

    @Override
    public Mono<List<Position>> sendAll(List<FlowRecord> records) {
        return Mono.defer(() -> begin(List.copyOf(records)));
    }

    @Override
    public void close() {}

    private Mono<List<Position>> begin(List<FlowRecord> records) {
        Call call = new Call(calls.size(), records, Sinks.one());
        calls.add(call);
        return atOnce
                ? Mono.just(positions(records))
                : call.end().asMono().doOnCancel(() -> cancelled += ended.contains(call) ? 0 : 1);
    }

    private Call end(int number) {
        Call call = calls.get(number);
        ended.add(call);
        return call;
    }

    private static List<Position> positions(List<FlowRecord> records) {
        return IntStream.range(0, records.size())
                .mapToObj(i -> new Position(records.get(i).topic(), 0, i))
                .toList();
    }
}
