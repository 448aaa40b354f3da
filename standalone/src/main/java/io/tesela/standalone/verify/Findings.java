package io.tesela.standalone.verify;

import io.tesela.standalone.verify.Finding.OfFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds findings up.
 *
 * <p><b>Backpressure:</b> keeps the first {@value #MAX_LISTED} differences of frames of each kind, those that the report explains and
 * those that it does not: the former must not hide the latter. Of files there are a handful, which are kept. <b>Threads:</b> one at a
 * time.
 */
final class Findings {
    /** More are no help to whoever reads them. */
    static final int MAX_LISTED = 20;

    private final ReportedJob job;
    private final List<Difference> listed = new ArrayList<>();
    private long equal;
    private long asReported;
    private long different;
    private long explained;
    private long unexplained;
    private long unnamedTiles;

    Findings(ReportedJob job) {
        this.job = job;
    }

    void add(Finding finding) {
        if (finding instanceof OfFrame frame) {
            count(frame);
        }
        finding.differences().forEach(this::list);
    }

    /** Returns what they say together. */
    Verification total() {
        long omitted = job.report().degradedTilesOmitted();
        if (unnamedTiles > omitted) {
            list(Difference.ofFile("report: degraded_tiles_omitted: " + omitted + " (expected: at least " + unnamedTiles
                    + ", as many as there are)"));
        }
        return new Verification(
                job.report(),
                equal,
                asReported,
                different,
                listed,
                explained + unexplained - listed.size(),
                unexplained == 0);
    }

    private void count(OfFrame frame) {
        switch (frame.verdict()) {
            case EQUAL -> equal++;
            case AS_REPORTED -> asReported++;
            case DIFFERENT -> different++;
        }
        unnamedTiles += frame.unnamedTiles();
    }

    private void list(Difference difference) {
        long before = difference.asReported() ? explained++ : unexplained++;
        if (before < MAX_LISTED || difference.frame().isEmpty()) {
            listed.add(difference);
        }
    }
}
