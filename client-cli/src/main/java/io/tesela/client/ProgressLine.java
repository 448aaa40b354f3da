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
        for (String fact : allFacts(progress)) {
            if (line.length() + 2 + fact.length() <= room) {
                line.append(line.isEmpty() ? "" : "  ").append(fact);
            }
        }
        return line.toString();
    }

    /** By importance: the last ones go first. */
    private static List<String> allFacts(UploadProgress progress) {
        List<String> facts = new ArrayList<>();
        Progress server = progress.server();
        if (share(progress) >= 0) {
            facts.add(String.format(Locale.ROOT, "%3d%%", (int) (share(progress) * 100)));
        }
        if (server != null && server.decoded() > 0) {
            Long total = server.totalFrames();
            facts.add(server.encoded() + (total == null ? "" : "/" + total) + " frames");
            facts.add(String.format(Locale.ROOT, "%.1f fps", server.fps()));
            addEta(facts, server.etaS());
            if (server.degraded() > 0) {
                facts.add(server.degraded() + " degraded");
            }
        }
        String up = String.format(Locale.ROOT, "up %.1f/", progress.uploaded() / BYTES_PER_MB);
        facts.add(up + megabytes(progress.size()));
        facts.add("down " + megabytes(progress.downloaded()));
        return facts;
    }

    private static void addEta(List<String> facts, @Nullable Double etaS) {
        if (etaS != null) {
            long seconds = Math.round(etaS);
            facts.add(
                    seconds < 3600
                            ? String.format(Locale.ROOT, "ETA %d:%02d", seconds / 60, seconds % 60)
                            : String.format(
                                    Locale.ROOT, "ETA %d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60));
        }
    }

    /** Returns 0 to 1: of the frames or, before any is known, of the upload; below 0 if neither says how far it is. */
    private static double share(UploadProgress progress) {
        Progress server = progress.server();
        Long total = server == null ? null : server.totalFrames();
        if (server != null && total != null && total > 0) {
            return Math.min(1, (double) server.encoded() / total);
        }
        return progress.size() > 0 && progress.uploaded() < progress.size()
                ? (double) progress.uploaded() / progress.size()
                : -1;
    }
}
