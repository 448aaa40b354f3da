package io.tesela.ingest.flow;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides what an ingest may have in flight among its jobs, so that each gets about the same time of the processors.
 *
 * <p>A partition of the tile topic is a queue: a job's part of the processors is what it has in flight times what that costs. So
 * a job whose frames cost ten times as much gets a tenth of the frames. The cheapest gets all that one job may have, if the
 * pixels fit into the budget; if not, all get less in proportion. A job that stands still, because its client does not
 * take its output, keeps one frame until it moves again.
 *
 * <p>A pure function; any thread.
 */
public final class WindowShares {
    private WindowShares() {}

    /**
     * What is known of one job.
     *
     * @param frameBytes pixels that travel of one of its frames, above 0
     * @param costMicros time of processors for one of its frames; 0 if nothing is known yet
     * @param stalled whether it stands still
     */
    public record Claim(long frameBytes, long costMicros, boolean stalled) {
        public Claim {
            if (frameBytes < 1) {
                throw new IllegalArgumentException("frameBytes: " + frameBytes + " (expected: > 0)");
            }
            if (costMicros < 0) {
                throw new IllegalArgumentException("costMicros: " + costMicros + " (expected: >= 0)");
            }
        }
    }

    /**
     * Returns the frames that each job may have in flight, at least 1, in the order of the claims.
     *
     * @param maxFrames most of one job, above 0
     * @param budgetBytes most pixels of all jobs; exceeded only by the one frame that each may always have
     */
    public static List<Integer> divide(int maxFrames, long budgetBytes, List<Claim> claims) {
        double[] wishes = wishes(maxFrames, claims);
        double scale = scale(wishes, budgetBytes, claims);
        List<Integer> windows = new ArrayList<>(claims.size());
        for (double wish : wishes) {
            windows.add((int) Math.max(1, Math.floor(wish * scale)));
        }
        return windows;
    }

    private static double[] wishes(int maxFrames, List<Claim> claims) {
        long cheapest = claims.stream()
                .filter(claim -> !claim.stalled && claim.costMicros > 0)
                .mapToLong(Claim::costMicros)
                .min()
                .orElse(1);
        return claims.stream()
                .mapToDouble(claim -> wish(maxFrames, cheapest, claim))
                .toArray();
    }

    /** Of whom nothing is known nothing bad is assumed. */
    private static double wish(int maxFrames, long cheapest, Claim claim) {
        if (claim.stalled) {
            return 1;
        }
        return claim.costMicros == 0 ? maxFrames : (double) maxFrames * cheapest / claim.costMicros;
    }

    /** What all have at least is taken off the budget first, and the rest divided: so the sum holds, but for those frames. */
    private static double scale(double[] wishes, long budgetBytes, List<Claim> claims) {
        double least = 0;
        double more = 0;
        for (int i = 0; i < wishes.length; i++) {
            long frameBytes = claims.get(i).frameBytes;
            if (wishes[i] <= 1) {
                least += frameBytes;
            } else {
                more += wishes[i] * frameBytes;
            }
        }
        return more == 0 ? 1 : Math.max(0, Math.min(1, (budgetBytes - least) / more));
    }
}
