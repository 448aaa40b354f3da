package io.tesela.standalone.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** With the system's shell in the place of a role. */
class ChildProcessTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void child_announcesSpeaksAndEnds_allOfItIsPassedOn() {
        // When
        Child child = sh("echo 'ready pid=4711 http=8080 port=9090'; echo hello; echo 'error: no more' >&2; exit 5");

        // Then
        assertThat(child.ended().block(BOUND)).isEqualTo(new Ending.Exited(5, Optional.of("no more")));
        assertThat(child.ready().block(BOUND)).isEqualTo(new Announcement(4711, 8080, 9090));
        assertThat(told).containsExactlyInAnyOrder("me: hello", "me: error: no more");
    }

    @Test
    void child_endsWithoutAnnouncement_readyIsEmpty() {
        // When
        Child child = sh("exit 0");

        // Then
        assertThat(child.ended().block(BOUND)).isEqualTo(new Ending.Exited(0, Optional.empty()));
        assertThat(child.ready().blockOptional(BOUND)).isEmpty();
    }

    /** Its pipes stay: it can still say what there is to say, and its parent is not gone. */
    @Test
    void child_asked_isToldAndHeard() {
        // Given
        Child child =
                sh("trap 'echo bye; exit 7' TERM; echo 'ready pid=4711 http=1 port=0'; while read never; do :; done");
        child.ready().block(BOUND);

        // When
        child.ask();

        // Then
        assertThat(child.ended().block(BOUND)).isEqualTo(new Ending.Exited(7, Optional.empty()));
        assertThat(told).containsExactly("me: bye");
    }

    @Test
    void child_killed_saysSo() {
        // Given
        Child child = sh("trap '' TERM; echo 'ready pid=4711 http=1 port=0'; read never; exit 1");
        child.ready().block(BOUND);

        // When
        child.ask();
        child.kill();

        // Then
        assertThat(child.ended().block(BOUND)).isEqualTo(new Ending.Exited(137, Optional.empty()));
    }

    @Test
    void child_thatCannotBeStarted_hasEnded() {
        // When
        Child child = ChildProcess.start("me", List.of("/nonexistent/java"), told::add);

        // Then
        assertThat(child.ready().blockOptional(BOUND)).isEmpty();
        assertThat(child.ended().block(BOUND))
                .isInstanceOfSatisfying(
                        Ending.NotStarted.class,
                        ending -> assertThat(ending.reason()).contains("/nonexistent/java"));
    }

    private Child sh(String script) {
        return ChildProcess.start("me", List.of("/bin/sh", "-c", script), told::add);
    }
}
