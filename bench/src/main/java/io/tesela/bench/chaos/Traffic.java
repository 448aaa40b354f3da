package io.tesela.bench.chaos;

import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * How many records have been written to the topics of pixels, ever.
 *
 * @param tiles to be filtered
 * @param results filtered ones and manifests, one for each frame
 */
record Traffic(long tiles, long results) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Asks the broker; blocks. */
    static Traffic of(Transport transport) {
        return new Traffic(
                written(transport.service(Topics.TILES, Topics.PROCESSORS)),
                written(transport.service(Topics.RESULTS, Topics.ASSEMBLERS)));
    }

    Traffic since(Traffic before) {
        return new Traffic(tiles - before.tiles, results - before.results);
    }

    /**
     * What was done more than once, in frames.
     *
     * @param framesSent tiles beyond those that are needed
     * @param framesFiltered results beyond those that are needed, manifests among them
     */
    record DoneAgain(double framesSent, double framesFiltered) {}

    /**
     * Returns what went beyond a job to which nothing happened.
     *
     * @param frames of that job
     */
    DoneAgain beyond(Traffic undisturbed, long frames) {
        return new DoneAgain(again(tiles, undisturbed.tiles, frames), again(results, undisturbed.results, frames));
    }

    private static double again(long records, long usual, long frames) {
        return (records - usual) / ((double) usual / frames);
    }

    private static long written(Mono<Map<Integer, ServiceView>> views) {
        return Objects.requireNonNull(views.block(LIMIT)).values().stream()
                .mapToLong(ServiceView::end)
                .sum();
    }
}
