package io.tesela.bench.chaos;

import io.tesela.bench.chaos.Standstills.Standstill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long it took until the work of a process that was killed was done by another.
 *
 * @param role what it was; of several that do the same, all have one name
 * @param standstill from its death to a further frame, see {@link Standstills}
 * @param afterReady the part of that in which the process that replaces it was ready; zero if the job went on before; empty if it was
 *     not ready before it was killed, too, or the job was over
 */
record TakeOver(String role, Duration standstill, Optional<Duration> afterReady) {
    /** When processes that were started again could be used. */
    @FunctionalInterface
    interface Replacements {
        /** Returns when a child was ready for the first time after some time, nanoseconds; empty if it was not yet. */
        Optional<Long> readyAfter(String child, long nanos);
    }

    /** Returns one for each death after which there was a further frame; who is killed before it is there again does not die. */
    static List<TakeOver> of(List<Standstill> standstills, Replacements replacements) {
        List<TakeOver> takeOvers = new ArrayList<>();
        Map<String, Long> killed = new HashMap<>();
        for (Standstill standstill : standstills) {
            if (standstill.fault() instanceof Fault.Kill kill) {
                Long before = killed.put(kill.child(), standstill.struckNanos());
                if (standstill.known() && wasThere(kill, before, standstill.struckNanos(), replacements)) {
                    takeOvers.add(of(kill, standstill, replacements));
                }
            }
        }
        return takeOvers;
    }

    private static boolean wasThere(
            Fault.Kill kill, @Nullable Long killedBefore, long struckNanos, Replacements replacements) {
        return killedBefore == null
                || replacements
                        .readyAfter(kill.child(), killedBefore)
                        .filter(ready -> ready - struckNanos < 0)
                        .isPresent();
    }

    private static TakeOver of(Fault.Kill kill, Standstill standstill, Replacements replacements) {
        Optional<Duration> afterReady = replacements
                .readyAfter(kill.child(), standstill.struckNanos())
                .map(ready -> Duration.ofNanos(Math.max(0, standstill.wentOnNanos() - ready)));
        return new TakeOver(kill.role(), standstill.length(), afterReady);
    }
}
