package io.tesela.kafka.memory;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.LogTail;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/** A tail over an in-memory topic. Holds nothing beyond the demand. */
final class MemoryTail implements LogTail {
    private final String name;
    private final MemoryTopic topic;
    private final Scheduler scheduler;
    private final OpenReaders openReaders;
    private final CopyOnWriteArrayList<Waiter> waiters = new CopyOnWriteArrayList<>();
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private volatile @Nullable Follower current;

    private record Waiter(Map<Integer, Long> ends, MonoSink<Void> done) {}

    MemoryTail(String name, MemoryTopic topic, Scheduler scheduler, OpenReaders openReaders) {
        this.name = name;
        this.topic = topic;
        this.scheduler = scheduler;
        this.openReaders = openReaders;
    }

    @Override
    public Flux<FlowRecord> records() {
        return Flux.defer(this::claim);
    }

    @Override
    public Mono<Void> caughtUp() {
        return Mono.create(this::await).publishOn(scheduler);
    }

    private void await(MonoSink<Void> done) {
        Waiter waiter = new Waiter(topic.locked(topic::ends), done);
        waiters.add(waiter);
        done.onDispose(() -> waiters.remove(waiter));
        Follower follower = current;
        if (follower != null) {
            follower.wake();
        }
    }

    private Flux<FlowRecord> claim() {
        if (!subscribed.compareAndSet(false, true)) {
            return Flux.error(new IllegalStateException("records of " + name + " have a subscriber"));
        }
        return Flux.<FlowRecord>create(this::follow, FluxSink.OverflowStrategy.ERROR)
                .doFinally(signal -> subscribed.set(false));
    }

    private void follow(FluxSink<FlowRecord> out) {
        Follower follower = new Follower(out);
        current = follower;
        openReaders.add(follower);
        topic.runLocked(() -> topic.join(follower));
        follower.start();
    }

    private final class Follower extends MemoryReader<FlowRecord> {
        private final Map<Integer, Long> positions = new HashMap<>();
        private int lastRead = -1;

        Follower(FluxSink<FlowRecord> out) {
            super(out, scheduler);
        }

        @Override
        void step() {
            for (int turn = 0; turn < TURN; turn++) {
                FlowRecord next = demanded() ? topic.locked(this::next) : null;
                if (next == null) {
                    completeWaiters();
                    return;
                }
                emit(next);
            }
            wake();
        }

        private void completeWaiters() {
            for (Waiter waiter : waiters) {
                if (topic.locked(() -> hasRead(waiter.ends())) && waiters.remove(waiter)) {
                    waiter.done().success();
                }
            }
        }

        @Override
        void stop() {
            topic.runLocked(() -> topic.leave(this));
            openReaders.remove(this);
        }

        private @Nullable FlowRecord next() {
            int count = topic.partitionCount();
            for (int turn = 1; turn <= count; turn++) {
                int partition = Math.floorMod(lastRead + turn, count);
                MemoryLog.Entry entry = entryOf(partition);
                if (entry != null) {
                    lastRead = partition;
                    positions.put(partition, entry.offset() + 1);
                    topic.hasBeenRead(partition, entry);
                    return entry.record();
                }
            }
            return null;
        }

        private boolean hasRead(Map<Integer, Long> ends) {
            return ends.entrySet().stream().allMatch(end -> {
                MemoryLog.Entry entry = entryOf(end.getKey());
                return entry == null || entry.offset() >= end.getValue();
            });
        }

        private MemoryLog.@Nullable Entry entryOf(int partition) {
            return topic.log(partition).read(positions.getOrDefault(partition, 0L));
        }
    }
}
