package io.tesela.ingest.flow;

import io.tesela.ingest.flow.WindowShares.Claim;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives each job at work its window, and all of them new ones whenever a job comes or goes or {@link #divide} is called.
 *
 * <p><b>Threads:</b> any; {@link Member#resize} is called on the caller's thread, one at a time.
 */
public final class WindowBudget {
    private final int maxFrames;
    private final long budgetBytes;
    private final Set<Member> members = new LinkedHashSet<>();

    /** A job that has a window. */
    public interface Member {
        /** Returns what is known of the job now. */
        Claim claim();

        /** Takes another window, in frames, above 0. */
        void resize(int frames);
    }

    /**
     * @param maxFrames most frames of one job, above 0
     * @param budgetBytes most pixels of all jobs, above 0
     */
    public WindowBudget(int maxFrames, long budgetBytes) {
        this.maxFrames = maxFrames;
        this.budgetBytes = budgetBytes;
    }

    /** Lets a job share. */
    public synchronized void join(Member member) {
        members.add(member);
        divide();
    }

    /** Leaves the share of a job to the others; does nothing if it has none. */
    public synchronized void leave(Member member) {
        if (members.remove(member)) {
            divide();
        }
    }

    /** Divides anew, by what the jobs cost now. */
    public synchronized void divide() {
        List<Member> sharing = List.copyOf(members);
        List<Claim> claims = sharing.stream().map(Member::claim).toList();
        List<Integer> windows = WindowShares.divide(maxFrames, budgetBytes, claims);
        for (int i = 0; i < windows.size(); i++) {
            sharing.get(i).resize(windows.get(i));
        }
    }
}
