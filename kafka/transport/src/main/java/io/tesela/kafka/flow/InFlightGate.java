package io.tesela.kafka.flow;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Lets calls through, first come first served, as long as their records and bytes stay within two limits.
 *
 * <ul>
 *   <li><b>Backpressure:</b> a call that does not fit waits, and all later ones behind it; a call larger than a limit goes
 *       alone. The waiting ones are held here: their number is the caller's concurrency.
 *   <li><b>Order:</b> calls are subscribed in the order in which they were requested, one after the other, never at once.
 *   <li><b>Threads:</b> any; a call is subscribed on the thread of its requester, or of the one whose end made room.
 * </ul>
 */
public final class InFlightGate {
    private final int maxRecords;
    private final long maxBytes;
    private final ArrayDeque<GatedCall<?>> waiting = new ArrayDeque<>();
    private final AtomicInteger drainRequests = new AtomicInteger();
    private int records;
    private long bytes;
    private int calls;
    private @Nullable RuntimeException closed;

    /**
     * @param maxRecords at least 1
     * @param maxBytes at least 1
     */
    public InFlightGate(int maxRecords, long maxBytes) {
        if (maxRecords < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "limits: " + maxRecords + " records, " + maxBytes + " bytes (expected: >= 1)");
        }
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    /** Returns {@code call}, to be subscribed once it fits; it counts until it ends or is cancelled. */
    public <T> Mono<T> admit(int callRecords, long callBytes, Mono<T> call) {
        return new GatedMono<>(this, call, callRecords, callBytes);
    }

    /** Fails all waiting and all later calls; those let through go on. */
    public void close(RuntimeException reason) {
        synchronized (this) {
            closed = reason;
        }
        drain();
    }

    void enqueue(GatedCall<?> call) {
        synchronized (this) {
            waiting.addLast(call);
        }
        drain();
    }

    void withdraw(GatedCall<?> call) {
        synchronized (this) {
            waiting.remove(call);
        }
        drain();
    }

    void release(GatedCall<?> call) {
        synchronized (this) {
            records -= call.records();
            bytes -= call.bytes();
            calls--;
        }
        drain();
    }

    // One thread at a time runs the loop; who comes meanwhile leaves a request behind. So starts are ordered, and a
    // start that
    // ends at once, and releases, does not recurse.
    private void drain() {
        if (drainRequests.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            for (GatedCall<?> next = takeAdmissible(); next != null; next = takeAdmissible()) {
                next.proceed(failure());
            }
            missed = drainRequests.addAndGet(-missed);
        } while (missed != 0);
    }

    private synchronized @Nullable RuntimeException failure() {
        return closed;
    }

    private synchronized @Nullable GatedCall<?> takeAdmissible() {
        GatedCall<?> next = waiting.peekFirst();
        while (next != null && (closed != null || fits(next))) {
            waiting.removeFirst();
            if (next.admitted()) {
                records += next.records();
                bytes += next.bytes();
                calls++;
                return next;
            }
            next = waiting.peekFirst();
        }
        return null;
    }

    private boolean fits(GatedCall<?> call) {
        return calls == 0 || (records + call.records() <= maxRecords && bytes + call.bytes() <= maxBytes);
    }
}
