package io.tesela.bench.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What happens to a service during one job, and when; the same for the same seed.
 *
 * @param seed of the chance that made it
 * @param strikes in order
 */
record FaultSchedule(long seed, List<Strike> strikes) {
    /** Every process that a job needs; the broker goes less often, since all the others wait for it. */
    private static final List<String> VICTIMS = List.of(
            "processor-1", "processor-2", "assembler", "ingest", "processor-1", "assembler", "ingest", "broker");

    private static final int FEWEST_KILLS = 2;
    private static final int MORE_KILLS = 3;
    private static final int MOST_OTHERS = 2;
    /** Longer than the session timeout of a group, so that whoever was frozen has lost what it owned. */
    private static final int LONGEST_FREEZE_SECONDS = 9;

    FaultSchedule {
        strikes = List.copyOf(strikes);
    }

    /**
     * A fault, and when it strikes.
     *
     * @param atFrame so many frames are encoded by then
     */
    record Strike(long atFrame, Fault fault) {}

    /**
     * Returns the schedule of a seed: at least two kills, and perhaps a stop, a freeze, a stall or a cut.
     *
     * @param frames of the job; more than 0
     */
    static FaultSchedule of(long seed, long frames) {
        Random random = new Random(seed);
        List<Strike> strikes = new ArrayList<>();
        int kills = FEWEST_KILLS + random.nextInt(MORE_KILLS);
        for (int kill = 0; kill < kills; kill++) {
            strikes.add(new Strike(frame(random, frames), new Fault.Kill(victim(random))));
        }
        int others = random.nextInt(MOST_OTHERS + 1);
        for (int other = 0; other < others; other++) {
            strikes.add(new Strike(frame(random, frames), other(random)));
        }
        strikes.sort(Comparator.comparingLong(Strike::atFrame));
        return new FaultSchedule(seed, strikes);
    }

    /** Returns all that happens, for a table. */
    String label() {
        return strikes.stream()
                .map(strike -> strike.atFrame() + " " + strike.fault().label())
                .collect(Collectors.joining(", "));
    }

    /** Returns how many processes are killed. */
    long kills() {
        return strikes.stream()
                .filter(strike -> strike.fault() instanceof Fault.Kill)
                .count();
    }

    private static Fault other(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Fault.Freeze(victim(random), Duration.ofSeconds(1 + random.nextInt(LONGEST_FREEZE_SECONDS)));
            case 1 -> new Fault.Stop(victim(random));
            case 2 -> new Fault.Stall(Duration.ofSeconds(1 + random.nextInt(5)));
            default -> new Fault.Cut();
        };
    }

    private static String victim(Random random) {
        return VICTIMS.get(random.nextInt(VICTIMS.size()));
    }

    /** Not towards the end, where the job is done before anybody hears that it is so far. */
    private static long frame(Random random, long frames) {
        return 1 + (long) (random.nextDouble() * 0.7 * frames);
    }
}
