package io.tesela.kafka.reactor;

import java.util.function.Supplier;
import org.apache.kafka.common.KafkaFuture;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/** Turns the admin client's calls into {@code Mono}s that signal on a scheduler and fail with our exception. */
final class KafkaCalls {
    private final Scheduler scheduler;

    KafkaCalls(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Makes the call on subscription; emits its result, or nothing if that is null.
     *
     * @param doing what the call does and on what, for the error
     */
    <T> Mono<T> call(String doing, Supplier<KafkaFuture<T>> call) {
        return Mono.<T>create(done -> relay(call.get(), done))
                .onErrorMap(error -> KafkaFailures.wrap(doing, error))
                .publishOn(scheduler);
    }

    private static <T> void relay(KafkaFuture<T> future, MonoSink<T> done) {
        KafkaFuture<T> unused = future.whenComplete((result, error) -> {
            if (error == null) {
                done.success(result);
            } else {
                done.error(error);
            }
        });
    }

    /** Returns whether an error of {@link #call} came from Kafka's error {@code type}. */
    static boolean causedBy(Throwable error, Class<? extends Throwable> type) {
        return type.isInstance(error.getCause());
    }
}
