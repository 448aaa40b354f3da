package io.tesela.client;

import io.tesela.client.FactLine.Fact;
import io.tesela.client.upload.UploadProgress;
import io.tesela.wire.ServerMessage.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Draws how far a job is on one line; a pure function. */
final class ProgressLine {
    private static final int MAX_WORD = 60;
    private static final double BYTES_PER_MB = 1_000_000;

    private ProgressLine() {}

    /** Returns a line of less than {@code columns} characters: a bar if there is room, and as many facts as fit. */
    static String draw(UploadProgress progress, int columns) {
        return FactLine.draw(share(progress), allFacts(progress), columns);
    }

    /** Returns the facts alone, for where there is no terminal. */
    static String facts(UploadProgress progress) {
        return FactLine.text(allFacts(progress));
    }

    /** Returns megabytes with one digit. */
    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / BYTES_PER_MB);
    }

    /** By importance: the last ones go first. */
    static List<Fact> allFacts(UploadProgress progress) {
        List<Fact> facts = new ArrayList<>();
        Long ahead = progress.ahead();
        if (ahead != null) {
            return List.of(new Fact("waiting for its turn, " + ahead + " before it", ahead + " before it"));
        }
        Progress server = progress.server();
        if (share(progress) >= 0) {
            facts.add(Fact.percent(share(progress)));
        }
        if (server != null) {
            addWaiting(facts, server.waitingFor());
            addFrames(facts, server);
        }
        Long size = progress.size();
        String uploaded = size == null
                ? megabytes(progress.uploaded())
                : String.format(Locale.ROOT, "%.1f/%s", progress.uploaded() / BYTES_PER_MB, megabytes(size));
        facts.add(Fact.of("up " + uploaded));
        facts.add(Fact.of("down " + megabytes(progress.downloaded())));
        return facts;
    }

    private static void addWaiting(List<Fact> facts, @Nullable String waitingFor) {
        if (waitingFor == null) {
            return;
        }
        facts.add(
                switch (waitingFor) {
                    case Progress.WHOLE_UPLOAD ->
                        new Fact(
                                "the index is at the end: waiting for the whole upload",
                                "waiting for the whole upload");
                    case Progress.PROCESSORS -> Fact.of("waiting for a tile processor");
                    case Progress.CLIENT -> new Fact("waiting for the result to be taken", "waiting for the download");
                    default -> Fact.of("waiting for " + cut(waitingFor));
                });
    }

    /** A server's word may have any length. */
    private static String cut(String word) {
        return word.length() > MAX_WORD ? word.substring(0, MAX_WORD - 3) + "..." : word;
    }

    private static void addFrames(List<Fact> facts, Progress server) {
        if (server.decoded() == 0) {
            return;
        }
        Long total = server.totalFrames();
        facts.add(Fact.of(server.encoded() + (total == null ? "" : "/" + total) + " frames"));
        facts.add(Fact.fps(server.fps()));
        Double etaS = server.etaS();
        if (etaS != null) {
            facts.add(Fact.eta(etaS));
        }
        if (server.degraded() > 0) {
            facts.add(Fact.of(server.degraded() + " degraded"));
        }
    }

    /** Returns how many there are, or will be by the time that is left; 0 if neither is known. */
    private static double frames(Progress server) {
        Long total = server.totalFrames();
        Double etaS = server.etaS();
        if (total != null) {
            return total;
        }
        return etaS == null ? 0 : server.encoded() + etaS * server.fps();
    }

    /** Returns 0 to 1: of the frames or, before any is known, of the upload; below 0 if neither says how far it is. */
    static double share(UploadProgress progress) {
        Progress server = progress.server();
        double all = server == null ? 0 : frames(server);
        if (server != null && all > 0) {
            return Math.min(1, server.encoded() / all);
        }
        Long size = progress.size();
        return size != null && progress.ahead() == null && progress.uploaded() < size
                ? (double) progress.uploaded() / size
                : -1;
    }
}
