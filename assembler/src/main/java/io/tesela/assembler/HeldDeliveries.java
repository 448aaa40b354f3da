package io.tesela.assembler;

import io.tesela.kafka.flow.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The deliveries of one job that an open segment still needs: while one is held, nobody's commit goes past it.
 *
 * <p><b>Threads:</b> any.
 */
final class HeldDeliveries {
    private final TreeMap<Long, List<Delivery>> byFrame = new TreeMap<>();

    /** Holds a delivery until the segment of its frame is safe. */
    synchronized void hold(long frame, Delivery delivery) {
        byFrame.computeIfAbsent(frame, unused -> new ArrayList<>()).add(delivery);
    }

    /** Acknowledges what belongs to frames below {@code frame}. */
    void acknowledgeBelow(long frame) {
        List<Delivery> done = takeBelow(frame);
        done.forEach(Delivery::acknowledge);
    }

    private synchronized List<Delivery> takeBelow(long frame) {
        List<Delivery> taken = new ArrayList<>();
        var below = byFrame.headMap(frame);
        below.values().forEach(taken::addAll);
        below.clear();
        return taken;
    }
}
