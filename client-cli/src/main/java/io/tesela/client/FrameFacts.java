package io.tesela.client;

import io.tesela.client.FactLine.Fact;
import io.tesela.domain.job.JobStatus.Outlook;
import io.tesela.wire.ServerMessage.Progress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says how the frames of a job go on, to whoever has it done and to whoever watches; pure functions. */
final class FrameFacts {
    private static final int MAX_WORD = 60;

    private FrameFacts() {}

    /** Returns how many frames are there, how fast they come, and for how long. */
    static List<Fact> of(long encoded, Outlook outlook) {
        Long total = outlook.totalFrames();
        Double etaS = outlook.etaS();
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of(encoded + (total == null ? "" : "/" + total) + " frames"));
        facts.add(Fact.fps(outlook.fps()));
        if (etaS != null) {
            facts.add(Fact.eta(etaS));
        }
        return facts;
    }

    /** Returns 0 to 1: of the frames; below 0: not known. */
    static double share(long encoded, Outlook outlook) {
        double all = outlook.frames(encoded);
        return all > 0 ? Math.min(1, encoded / all) : -1;
    }

    /** Returns what holds the job up, if anything does. */
    static List<Fact> waiting(@Nullable String waitingFor) {
        return waitingFor == null ? List.of() : List.of(fact(waitingFor));
    }

    private static Fact fact(String waitingFor) {
        return switch (waitingFor) {
            case Progress.WHOLE_UPLOAD ->
                new Fact("the index is at the end: waiting for the whole upload", "waiting for the whole upload");
            case Progress.PROCESSORS -> Fact.of("waiting for a tile processor");
            case Progress.CLIENT -> new Fact("waiting for the result to be taken", "waiting for the download");
            default -> Fact.of("waiting for " + cut(waitingFor));
        };
    }

    /** A server's word may have any length. */
    private static String cut(String word) {
        return word.length() > MAX_WORD ? word.substring(0, MAX_WORD - 3) + "..." : word;
    }
}
