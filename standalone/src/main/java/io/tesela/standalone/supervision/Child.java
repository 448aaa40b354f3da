package io.tesela.standalone.supervision;

import reactor.core.publisher.Mono;

/**
 * One process of a role, from its start to its end.
 *
 * <p><b>Threads:</b> any; nothing blocks. <b>Ownership:</b> whoever started it sees to it that it ends.
 */
interface Child {
    /** Emits once it can work; completes empty if it ends before. Every subscriber gets the same. */
    Mono<Announcement> ready();

    /** Emits once it has ended and all it had to say was passed on; never fails. Every subscriber gets the same. */
    Mono<Ending> ended();

    /** Asks it to come to its end, as SIGTERM does. */
    void ask();

    /** Ends it at once, as SIGKILL does. */
    void kill();
}
