package io.tesela.bench.chaos;

import io.tesela.bench.faulty.RecordFault;
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
    /** Each of them holds its job up for the 15 s after which a tile is sent again. */
    private static final int LOST_PERCENT = 2;

    private static final int LATE_PERCENT = 20;
    /** Long enough that a few records are struck, in one part of the job. */
    private static final int STRUCK_PART = 3;

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
     * Returns the schedule of a seed: at least two kills, and perhaps a stop, a freeze, the death of a decoder, a stall, a cut, or something that
     * happens to records of tiles.
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
            strikes.add(other(random, frames));
        }
        strikes.sort(Comparator.comparingLong(Strike::atFrame));
        return new FaultSchedule(seed, strikes);
    }

    /**
     * Returns the schedule of a seed whose job fails: one record that cannot be read, and perhaps a kill.
     *
     * @param frames of the job; more than 0
     */
    static FaultSchedule failing(long seed, long frames) {
        Random random = new Random(seed);
        List<Strike> strikes = new ArrayList<>();
        if (random.nextBoolean()) {
            strikes.add(new Strike(frame(random, frames), new Fault.Kill(victim(random))));
        }
        UnreadableRecord record = one(random, List.of(UnreadableRecord.values()));
        strikes.add(new Strike(soon(random, frames), new Fault.Unreadable(record)));
        strikes.sort(Comparator.comparingLong(Strike::atFrame));
        return new FaultSchedule(seed, strikes);
    }

    /** Returns whether the job is to fail. */
    boolean fails() {
        return strikes.stream().anyMatch(strike -> strike.fault() instanceof Fault.Unreadable);
    }

    /** Returns what happens to records of tiles. */
    List<RecordFault> recordFaults() {
        return strikes.stream()
                .map(Strike::fault)
                .filter(Fault.Records.class::isInstance)
                .map(fault -> ((Fault.Records) fault).fault())
                .toList();
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

    private static Strike other(Random random, long frames) {
        long at = frame(random, frames);
        // Half of them: there are as many ways to lose records as to lose processes.
        if (random.nextBoolean()) {
            return new Strike(at, new Fault.Records(recordFault(random, at, frames)));
        }
        return new Strike(
                at,
                switch (random.nextInt(5)) {
                    case 0 ->
                        new Fault.Freeze(
                                victim(random), Duration.ofSeconds(1 + random.nextInt(LONGEST_FREEZE_SECONDS)));
                    case 1 -> new Fault.Stop(victim(random));
                    case 2 -> new Fault.KillDecoder();
                    case 3 -> new Fault.Stall(Duration.ofSeconds(1 + random.nextInt(5)));
                    default -> new Fault.Cut();
                });
    }

    private static RecordFault recordFault(Random random, long from, long frames) {
        RecordFault.Kind kind = one(random, List.of(RecordFault.Kind.values()));
        RecordFault.Records records = one(random, List.of(RecordFault.Records.values()));
        int percent = switch (kind) {
            case DROP, CORRUPT -> LOST_PERCENT;
            case DUPLICATE, DELAY -> LATE_PERCENT;
        };
        return new RecordFault(kind, records, percent, from, from + 1 + frames / STRUCK_PART);
    }

    private static String victim(Random random) {
        return one(random, VICTIMS);
    }

    private static <T> T one(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** In the first half: a record that comes when the job has all it needs is nobody's any more. */
    private static long soon(Random random, long frames) {
        return 1 + (long) (random.nextDouble() * 0.5 * frames);
    }

    /** Not towards the end, where the job is done before anybody hears that it is so far. */
    private static long frame(Random random, long frames) {
        return 1 + (long) (random.nextDouble() * 0.7 * frames);
    }
}
