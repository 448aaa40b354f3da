package io.tesela.client.upload;

import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Counts what is read from a video: each read is one task. */
final class CountingReads {
    private final AtomicInteger count = new AtomicInteger();

    Scheduler scheduler() {
        return Schedulers.fromExecutor(task -> {
            count.incrementAndGet();
            task.run();
        });
    }

    int count() {
        return count.get();
    }
}
