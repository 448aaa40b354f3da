package io.tesela.client;

import io.tesela.client.upload.UploadProgress;
import io.tesela.wire.ServerMessage.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Draws how far a job is on one line; a pure function. */
final class ProgressLine {
    private static final int MAX_BAR = 30;
    private static final int MIN_BAR = 8;
    private static final int MAX_WORD = 60;
    private static final double BYTES_PER_MB = 1_000_000;

    private ProgressLine() {}

    /** Returns a line of less than {@code columns} characters: a bar if there is room, and as many facts as fit. */
    static String draw(UploadProgress progress, int columns) {
        // The last column stays free: some terminals wrap when it is written.
        int room = columns - 1;
        String facts = facts(progress, room);
        double share = share(progress);
        int bar = Math.min(MAX_BAR, room - facts.length() - 4);
        if (share < 0 || bar < MIN_BAR) {
            return facts;
        }
        int full = (int) (share * bar);
        return "[" + "#".repeat(full) + "-".repeat(bar - full) + "]  " + facts;
    }

    /** Returns the facts alone, for where there is no terminal. */
    static String facts(UploadProgress progress) {
        return facts(progress, Integer.MAX_VALUE);
    }

    /** Returns megabytes with one digit. */
    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / BYTES_PER_MB);
    }

    private static String facts(UploadProgress progress, int room) {
        StringBuilder line = new StringBuilder();
        for (Fact fact : allFacts(progress)) {
            String separator = line.isEmpty() ? "" : "  ";
            for (String form : List.of(fact.full(), fact.brief())) {
                if (line.length() + separator.length() + form.length() <= room) {
                    line.append(separator).append(form);
                    break;
                }
            }
        }
        return line.toString();
    }

    /** By importance: the last ones go first. */
    private static List<Fact> allFacts(UploadProgress progress) {
        List<Fact> facts = new ArrayList<>();
        Long ahead = progress.ahead();
        if (ahead != null) {
            return List.of(new Fact("waiting for its turn, " + ahead + " before it", ahead + " before it"));
        }
        Progress server = progress.server();
        if (share(progress) >= 0) {
            facts.add(Fact.of(String.format(Locale.ROOT, "%3d%%", (int) (share(progress) * 100))));
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
        facts.add(Fact.of(String.format(Locale.ROOT, "%.1f fps", server.fps())));
        addEta(facts, server.etaS());
        if (server.degraded() > 0) {
            facts.add(Fact.of(server.degraded() + " degraded"));
        }
    }

    private static void addEta(List<Fact> facts, @Nullable Double etaS) {
        if (etaS != null) {
            long seconds = Math.round(etaS);
            facts.add(Fact.of(
                    seconds < 3600
                            ? String.format(Locale.ROOT, "ETA %d:%02d", seconds / 60, seconds % 60)
                            : String.format(
                                    Locale.ROOT, "ETA %d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)));
        }
    }

    /** Returns 0 to 1: of the frames or, before any is known, of the upload; below 0 if neither says how far it is. */
    private static double share(UploadProgress progress) {
        Progress server = progress.server();
        Long total = server == null ? null : server.totalFrames();
        if (server != null && total != null && total > 0) {
            return Math.min(1, (double) server.encoded() / total);
        }
        Long size = progress.size();
        return size != null && progress.ahead() == null && progress.uploaded() < size
                ? (double) progress.uploaded() / size
                : -1;
    }

    /**
     * One thing to know.
     *
     * @param full for where there is room
     * @param brief for where there is not
     */
    private record Fact(String full, String brief) {
        static Fact of(String text) {
            return new Fact(text, text);
        }
    }
}
