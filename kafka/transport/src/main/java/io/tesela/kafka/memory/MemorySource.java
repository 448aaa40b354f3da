package io.tesela.kafka.memory;

import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.SourceView;
import io.tesela.kafka.flow.TransportException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A source over an in-memory topic: of a group's partitions, or of one given partition. Holds nothing beyond the demand. */
final class MemorySource implements RecordSource {
    private final MemoryTopic topic;
    private final ConsumerSettings settings;
    private final AssignmentListener listener;
    private final OptionalInt single;
    private final Scheduler scheduler;
    private final OpenReaders openReaders;
    private final AtomicLong generations = new AtomicLong();
    private final Set<Integer> paused = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private volatile @Nullable Member current;

    /** @param single the one partition to read, or empty to join the group */
    MemorySource(
            MemoryTopic topic,
            ConsumerSettings settings,
            AssignmentListener listener,
            OptionalInt single,
            Scheduler scheduler,
            OpenReaders openReaders) {
        this.topic = topic;
        this.settings = settings;
        this.listener = listener;
        this.single = single;
        this.scheduler = scheduler;
        this.openReaders = openReaders;
    }

    @Override
    public Flux<Delivery> deliveries() {
        return Flux.defer(this::claim);
    }

    @Override
    public void pause(int partition) {
        paused.add(partition);
    }

    @Override
    public void resume(int partition) {
        paused.remove(partition);
        Member member = current;
        if (member != null) {
            member.wake();
        }
    }

    @Override
    public Mono<Void> note(int partition, String note) {
        RecordSource.requireShort(note);
        return Mono.<Void>fromRunnable(() -> topic.runLocked(() -> storeNote(partition, note)))
                .publishOn(scheduler);
    }

    @Override
    public SourceView view() {
        Member member = current;
        return new SourceView(member == null ? 0 : topic.locked(member::lag), 0);
    }

    private void storeNote(int partition, String note) {
        Member member = current;
        MemoryCursor cursor = member == null ? null : member.cursors.get(partition);
        if (cursor == null) {
            throw new TransportException("note: partition " + partition + " is not owned now", true, null);
        }
        cursor.note(note);
    }

    private Flux<Delivery> claim() {
        if (!subscribed.compareAndSet(false, true)) {
            return Flux.error(new IllegalStateException("deliveries of " + settings.topic() + " have a subscriber"));
        }
        return Flux.<Delivery>create(this::join, FluxSink.OverflowStrategy.ERROR)
                .doFinally(signal -> subscribed.set(false));
    }

    private void join(FluxSink<Delivery> out) {
        Member member = new Member(out);
        current = member;
        openReaders.add(member);
        topic.runLocked(() -> {
            topic.join(member);
            if (single.isPresent()) {
                member.give(Set.of(single.getAsInt()));
            } else {
                topic.group(settings.group()).join(member);
            }
        });
        member.start();
    }

    /** One subscription of a source, which is what a group knows; giving and asking back are queued until the next step. */
    final class Member extends MemoryReader<Delivery> {
        private final Queue<Runnable> changes = new ConcurrentLinkedQueue<>();
        private final TreeMap<Integer, MemoryCursor> cursors = new TreeMap<>();
        private int lastRead = -1;

        private Member(FluxSink<Delivery> out) {
            super(out, scheduler);
        }

        void give(Set<Integer> partitions) {
            changes.add(() -> assigned(partitions));
        }

        void askBack(Set<Integer> partitions) {
            changes.add(() -> revoked(partitions));
        }

        @Override
        void step() {
            try {
                applyChanges();
                Delivery next = nextIfDemanded();
                for (int turn = 1; next != null; turn++) {
                    emit(next);
                    if (turn == TURN) {
                        wake();
                        return;
                    }
                    applyChanges();
                    next = nextIfDemanded();
                }
            } catch (RuntimeException e) {
                fail(new TransportException("reading " + settings.topic() + ": " + e, false, e));
            }
        }

        @Override
        void stop() {
            try {
                giveEverythingUp();
            } finally {
                topic.runLocked(() -> {
                    topic.leave(this);
                    topic.group(settings.group()).leave(this);
                });
                openReaders.remove(this);
            }
        }

        private long lag() {
            return cursors.values().stream().mapToLong(MemoryCursor::lag).sum();
        }

        private @Nullable Delivery nextIfDemanded() {
            return demanded() ? topic.locked(this::next) : null;
        }

        private void applyChanges() {
            for (Runnable change = changes.poll(); change != null; change = changes.poll()) {
                change.run();
            }
        }

        private void assigned(Set<Integer> partitions) {
            listener.joined();
            if (partitions.isEmpty()) {
                return;
            }
            long generation = generations.incrementAndGet();
            topic.runLocked(
                    () -> partitions.forEach(partition -> cursors.put(partition, cursor(partition, generation))));
            listener.assigned(Set.copyOf(partitions), generation);
        }

        private MemoryCursor cursor(int partition, long generation) {
            return new MemoryCursor(
                    topic,
                    topic.group(settings.group()),
                    partition,
                    generation,
                    settings.deleteBehindCommit(),
                    this::wake);
        }

        private void revoked(Set<Integer> partitions) {
            tellRevoked(topic.locked(() -> handOver(partitions)));
            topic.runLocked(() -> topic.group(settings.group()).release(this, partitions));
        }

        private void tellRevoked(Set<Integer> partitions) {
            if (!partitions.isEmpty()) {
                paused.removeAll(partitions);
                listener.revoked(partitions);
            }
        }

        private void giveEverythingUp() {
            if (vanished()) {
                topic.runLocked(this::loseCursors);
            } else {
                tellRevoked(topic.locked(() -> handOver(Set.copyOf(cursors.keySet()))));
            }
        }

        private void loseCursors() {
            cursors.values().forEach(MemoryCursor::close);
            cursors.clear();
        }

        private Set<Integer> handOver(Set<Integer> partitions) {
            Set<Integer> closed = new TreeSet<>();
            for (Integer partition : partitions) {
                MemoryCursor cursor = cursors.remove(partition);
                if (cursor != null) {
                    cursor.mark(settings.leavingMark());
                    cursor.close();
                    closed.add(partition);
                }
            }
            return Set.copyOf(closed);
        }

        // Takes turns: the partition after the one read last comes first.
        private @Nullable Delivery next() {
            Delivery found = firstOf(cursors.tailMap(lastRead, false));
            return found != null ? found : firstOf(cursors.headMap(lastRead, true));
        }

        private @Nullable Delivery firstOf(Map<Integer, MemoryCursor> candidates) {
            for (Map.Entry<Integer, MemoryCursor> candidate : candidates.entrySet()) {
                Delivery delivery = paused.contains(candidate.getKey())
                        ? null
                        : candidate.getValue().next(settings.maxUnacknowledged());
                if (delivery != null) {
                    lastRead = candidate.getKey();
                    return delivery;
                }
            }
            return null;
        }
    }
}
