package io.tesela.standalone.verify;

import io.tesela.domain.report.JobReport;
import java.util.ArrayList;
import java.util.List;

/**
 * How a result compares with whole frames, filtered in one process.
 *
 * @param report what the service says of the result
 * @param equal frames that are the same
 * @param asReported frames that differ as the report says, and in nothing else
 * @param different frames that differ otherwise, or are not there
 * @param differences the first ones, in order
 * @param differencesOmitted how many more there are
 * @param explained whether there is no difference but those that the report names
 */
public record Verification(
        JobReport report,
        long equal,
        long asReported,
        long different,
        List<Difference> differences,
        long differencesOmitted,
        boolean explained) {
    public Verification {
        differences = List.copyOf(differences);
    }

    /** Returns how many tiles are the original ones, as the report says. */
    public long degradedTiles() {
        return report.degradedTiles().size() + report.degradedTilesOmitted();
    }

    /**
     * Returns whether the result is what it should be.
     *
     * @param maxDegraded tiles that may be the original ones
     */
    public boolean passes(long maxDegraded) {
        return explained && degradedTiles() <= maxDegraded;
    }

    /** Returns the differences and, last, one line that sums up; for people. */
    public List<String> lines(long maxDegraded) {
        List<String> lines = new ArrayList<>();
        differences.forEach(difference -> lines.add(difference.line()));
        if (differencesOmitted > 0) {
            lines.add("and " + differencesOmitted + " more");
        }
        lines.add(summary(maxDegraded));
        return lines;
    }

    private String summary(long maxDegraded) {
        StringBuilder line = new StringBuilder(passes(maxDegraded) ? "verified: " : "not verified: ");
        long differ = asReported + different;
        line.append(equal).append(equal == 1 ? " frame equal, " : " frames equal, ");
        line.append(differ).append(differ == 1 ? " differs" : " differ");
        if (asReported > 0) {
            line.append(different == 0 ? " as reported" : ", " + asReported + " of them as reported");
        }
        if (degradedTiles() > maxDegraded) {
            line.append("; degraded tiles: ")
                    .append(degradedTiles())
                    .append(" (expected: at most ")
                    .append(maxDegraded)
                    .append(", from --max-degraded)");
        }
        return line.toString();
    }
}
