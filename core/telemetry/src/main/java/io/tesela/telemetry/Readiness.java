package io.tesela.telemetry;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells whether a role can do its work now, and if not, why.
 *
 * <ul>
 *   <li><b>Threads:</b> asked on an event loop, often: an implementation reads what is known and never waits.
 *   <li><b>Errors:</b> a check that throws counts as not ready.
 * </ul>
 */
@FunctionalInterface
public interface Readiness {
    /** Returns one line that says what keeps the role from its work; empty when it is ready. */
    Optional<String> obstacle();

    /** Returns a role that is ready as soon as it answers. */
    static Readiness always() {
        return Optional::empty;
    }

    /**
     * Returns one named check.
     *
     * @param name what is checked, such as {@code kafka}; put before the reason
     * @param reason why it is not ready, in one line; empty when it is
     */
    static Readiness check(String name, Supplier<Optional<String>> reason) {
        return () -> reasonOf(reason).map(why -> name + ": " + why);
    }

    /** Returns a role that is ready when all of {@code checks} are; the first obstacle in their order is told. */
    static Readiness all(List<Readiness> checks) {
        List<Readiness> copy = List.copyOf(checks);
        return () ->
                copy.stream().map(Readiness::obstacle).flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> reasonOf(Supplier<Optional<String>> reason) {
        try {
            return reason.get().map(why -> why.replaceAll("\\R", " "));
        } catch (RuntimeException e) {
            return Optional.of("the check itself failed with " + e.getClass().getSimpleName());
        }
    }
}
