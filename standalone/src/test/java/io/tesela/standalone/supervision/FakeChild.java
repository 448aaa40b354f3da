package io.tesela.standalone.supervision;

import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A child that does what a test says, and remembers what was asked of it. */
final class FakeChild implements Child {
    private final Sinks.One<Announcement> ready = Sinks.one();
    private final Sinks.One<Ending> ended = Sinks.one();
    private boolean asked;
    private boolean killed;
    private boolean obedient;
    private boolean mortal = true;

    /** Ends as soon as it is asked to. */
    FakeChild obedient() {
        obedient = true;
        return this;
    }

    /** Does not even end when it is killed. */
    FakeChild immortal() {
        mortal = false;
        return this;
    }

    void announce(int httpPort, int port) {
        ready.tryEmitValue(new Announcement(4711, httpPort, port)).orThrow();
    }

    void end(int exitCode) {
        end(exitCode, Optional.empty());
    }

    void end(int exitCode, Optional<String> complaint) {
        ready.tryEmitEmpty();
        ended.tryEmitValue(new Ending.Exited(exitCode, complaint));
    }

    boolean asked() {
        return asked;
    }

    boolean killed() {
        return killed;
    }

    @Override
    public Mono<Announcement> ready() {
        return ready.asMono();
    }

    @Override
    public Mono<Ending> ended() {
        return ended.asMono();
    }

    @Override
    public void ask() {
        asked = true;
        if (obedient) {
            end(0);
        }
    }

    @Override
    public void kill() {
        killed = true;
        if (mortal) {
            end(137);
        }
    }
}
