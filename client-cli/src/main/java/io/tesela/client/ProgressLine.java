package io.tesela.client;

import io.tesela.client.FactLine.Fact;
import io.tesela.client.upload.UploadProgress;
import io.tesela.domain.job.JobStatus.Outlook;
import io.tesela.wire.ServerMessage.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws how far a job is on one line; a pure function. */
final class ProgressLine {
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
            facts.addAll(FrameFacts.waiting(server.waitingFor()));
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

    private static void addFrames(List<Fact> facts, Progress server) {
        if (server.decoded() == 0) {
            return;
        }
        facts.addAll(FrameFacts.of(server.encoded(), outlook(server)));
        if (server.degraded() > 0) {
            facts.add(Fact.of(server.degraded() + " degraded"));
        }
    }

    private static Outlook outlook(Progress server) {
        return new Outlook(server.totalFrames(), server.fps(), server.etaS(), server.waitingFor());
    }

    /** Returns 0 to 1: of the frames or, before any is known, of the upload; below 0 if neither says how far it is. */
    static double share(UploadProgress progress) {
        Progress server = progress.server();
        double share = server == null ? -1 : FrameFacts.share(server.encoded(), outlook(server));
        if (share >= 0) {
            return share;
        }
        Long size = progress.size();
        return size != null && progress.ahead() == null && progress.uploaded() < size
                ? (double) progress.uploaded() / size
                : -1;
    }
}
