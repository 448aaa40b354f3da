package io.tesela.processor.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import io.tesela.processor.turn.TurnQueue.Turn;
import io.tesela.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeded simulations of a processor: turns, and jobs whose tiles cost what they like. */
class TurnFairnessTest {
    private static final int RUNS = 60;
    private static final long CHEAPEST = 1_000_000;

    private final Random random = Seeds.random("TurnFairness");

    @Test
    void next_twoJobsOfAnyCosts_getHalfOfTheTimeEach() {
        for (int run = 0; run < RUNS; run++) {
            int turns = 1 + random.nextInt(4);
            long costly = CHEAPEST * (1 + random.nextInt(200));
            Simulation simulation = new Simulation(turns, List.of(CHEAPEST, costly));
            // A job may be late when the other has long been alone.
            simulation.run(List.of(1), random.nextInt(50) * costly);

            long[] before = simulation.service.clone();
            simulation.run(List.of(0, 1), 80L * turns * costly);

            long cheap = simulation.service[0] - before[0];
            long all = cheap + simulation.service[1] - before[1];
            assertThat(100.0 * cheap / all)
                    .as("percent of the cheap job, %d turns, costs %d to 1", turns, costly / CHEAPEST)
                    .isBetween(45.0, 55.0);
        }
    }

    @Test
    void next_anyNumberOfJobs_leavesNoneBehind() {
        for (int run = 0; run < RUNS; run++) {
            int turns = 1 + random.nextInt(8);
            List<Long> costs = random.longs(2 + random.nextInt(6), CHEAPEST, 100 * CHEAPEST)
                    .boxed()
                    .toList();
            Simulation simulation = new Simulation(turns, costs);
            List<Integer> everyone = new ArrayList<>();
            for (int job = 0; job < costs.size(); job++) {
                everyone.add(job);
            }

            for (int step = 0; step < 20; step++) {
                simulation.run(everyone, 20 * 100 * CHEAPEST);
                long most = 0;
                long least = Long.MAX_VALUE;
                for (long service : simulation.service) {
                    most = Math.max(most, service);
                    least = Math.min(least, service);
                }
                // What is running, and one tile that was taken for cheaper than it was.
                assertThat(most - least).isLessThanOrEqualTo((2L * turns + 2) * 150 * CHEAPEST);
            }
        }
    }

    @Test
    void next_jobsThatComeAndGo_keepsOrderAndLimits() {
        for (int run = 0; run < RUNS; run++) {
            int turns = 1 + random.nextInt(4);
            int perFrame = 1 + random.nextInt(3);
            new Shuffle(new TurnQueue<>(turns, perFrame), turns, perFrame).run(3_000);
        }
    }

    /** Tiles end when their time has passed; a job that takes part has tiles waiting all the time. */
    private final class Simulation {
        private final int turns;
        private final List<Long> costs;
        private final TurnQueue<Integer> queue;
        private final PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparingLong(Running::endNanos));
        private final int[] waiting;
        private final long[] service;
        private long now;
        private long frames;

        private record Running(Turn<Integer> turn, long cost, long endNanos) {}

        Simulation(int turns, List<Long> costs) {
            this.turns = turns;
            this.costs = costs;
            this.queue = new TurnQueue<>(turns, Integer.MAX_VALUE);
            this.waiting = new int[costs.size()];
            this.service = new long[costs.size()];
        }

        void run(List<Integer> jobs, long nanos) {
            long end = now + nanos / turns;
            while (now < end) {
                jobs.forEach(this::supply);
                for (Turn<Integer> turn = queue.next(); turn != null; turn = queue.next()) {
                    waiting[turn.entry()]--;
                    long cost = costs.get(turn.entry()) / 2 + random.nextLong(costs.get(turn.entry()));
                    running.add(new Running(turn, cost, now + cost));
                    jobs.forEach(this::supply);
                }
                Running first = running.remove();
                now = first.endNanos();
                service[first.turn().entry()] += first.cost();
                queue.charge(first.turn(), first.cost());
                queue.giveBack();
            }
        }

        private void supply(int job) {
            while (waiting[job] < 3) {
                queue.add(new TileKey(new JobId("job-" + job), frames++, 0), job);
                waiting[job]++;
            }
        }
    }

    /** Anything in any order; what the queue promises is checked at each turn. */
    private final class Shuffle {
        private final TurnQueue<TileKey> queue;
        private final int turns;
        private final int perFrame;
        private final List<TileKey> waiting = new ArrayList<>();
        private final List<Turn<TileKey>> running = new ArrayList<>();
        private int away;
        private int tiles;

        Shuffle(TurnQueue<TileKey> queue, int turns, int perFrame) {
            this.queue = queue;
            this.turns = turns;
            this.perFrame = perFrame;
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                switch (random.nextInt(7)) {
                    case 0, 1 -> add();
                    case 2, 3 -> take();
                    case 4 -> end();
                    case 5 -> giveBack();
                    default -> withdraw();
                }
                assertThat(queue.waiting()).isEqualTo(waiting.size());
            }
            while (!waiting.isEmpty() || !running.isEmpty() || away > 0) {
                take();
                end();
                giveBack();
            }
            assertThat(queue.jobs()).isZero();
        }

        private void add() {
            TileKey key = new TileKey(new JobId("job-" + random.nextInt(4)), random.nextInt(3), tiles++);
            waiting.add(key);
            queue.add(key, key);
        }

        private void take() {
            boolean possible = running.size() + away < turns && waiting.stream().anyMatch(this::mayGo);
            assertThat(queue.ready()).isEqualTo(possible);
            Turn<TileKey> turn = queue.next();
            assertThat(turn != null).isEqualTo(possible);
            if (turn != null) {
                TileKey first = waiting.stream()
                        .filter(key -> key.job().equals(turn.tile().job()) && mayGo(key))
                        .findFirst()
                        .orElseThrow();
                assertThat(turn.tile()).isEqualTo(first);
                waiting.remove(first);
                running.add(turn);
            }
        }

        private boolean mayGo(TileKey key) {
            Map<String, Integer> byFrame = new HashMap<>();
            running.forEach(turn -> byFrame.merge(frame(turn.tile()), 1, Integer::sum));
            return byFrame.getOrDefault(frame(key), 0) < perFrame;
        }

        private void end() {
            if (!running.isEmpty()) {
                Turn<TileKey> turn = running.remove(random.nextInt(running.size()));
                away++;
                if (random.nextInt(5) == 0) {
                    queue.uncharge(turn);
                } else {
                    queue.charge(turn, random.nextLong(100 * CHEAPEST));
                }
            }
        }

        private void giveBack() {
            if (away > 0) {
                away--;
                queue.giveBack();
            }
        }

        private void withdraw() {
            if (!waiting.isEmpty()) {
                TileKey key = waiting.remove(random.nextInt(waiting.size()));
                queue.remove(key, key);
            }
        }

        private String frame(TileKey key) {
            return key.job() + "/" + key.frame();
        }
    }
}
