package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;

/**
 * How many videos are read beside their clients: each is an open file, and one too many is refused.
 *
 * <p><b>Threads:</b> any. Requests that come at the same moment may be a few more.
 */
final class Downloads {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    /** @param most at once, 1 or more */
    Downloads(int most) {
        this.most = most;
    }

    /** Returns how many are read. */
    int open() {
        return open.get();
    }

    /** Refuses one too many. */
    void requireRoom() {
        if (open.get() >= most) {
            throw new HttpRefusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "too many videos are being read already (expected: at most " + most + ")");
        }
    }

    /** Counts one for as long as it is read: its place is free before its reader can know that it has the last byte. */
    Flux<ByteBuffer> counted(Flux<ByteBuffer> pieces) {
        return pieces.doOnSubscribe(subscription -> open.incrementAndGet())
                .doOnTerminate(open::decrementAndGet)
                .doOnCancel(open::decrementAndGet);
    }
}
