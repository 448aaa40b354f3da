package io.tesela.kafka.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

class MemoryTopicTest {
    private static final int ACTIONS = 2_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Actions that put nothing off, beside some that do: what is put off was walked outside the lock, and readers ended of it. */
    @Test
    void locked_fromManyThreads_runsWhatIsPutOffOnceAndDisturbsNobody() {
        // Given
        MemoryTopic topic = new MemoryTopic("topic", 1, Clock.systemUTC());
        AtomicInteger ran = new AtomicInteger();

        // When
        Flux.range(0, ACTIONS)
                .parallel(4)
                .runOn(Schedulers.parallel())
                .doOnNext(action -> topic.runLocked(() -> {
                    if (action % 2 == 0) {
                        topic.afterUnlock(ran::incrementAndGet);
                    }
                }))
                .then()
                .block(PATIENCE);

        // Then
        assertThat(ran).hasValue(ACTIONS / 2);
    }
}
