package io.tesela.standalone.verify;

import io.tesela.domain.report.JobReport.FrameCounts;
import io.tesela.standalone.verify.Finding.OfFiles;
import java.util.ArrayList;
import java.util.List;

/** Compares how many frames the files of a job have; a pure function. */
final class FilesCheck {
    private final CheckedFiles checked;

    FilesCheck(CheckedFiles checked) {
        this.checked = checked;
    }

    OfFiles check(EndOfFiles end) {
        List<Difference> differences = new ArrayList<>();
        FrameCounts said = checked.job().report().frames();
        long frames = end.sourceFrames();
        String out = String.valueOf(checked.files().out().getFileName());
        compare(differences, "report: frames.decoded", said.decoded(), frames);
        compare(differences, "report: frames.encoded", said.encoded(), frames);
        compare(differences, checked.job().report().frameCrc32c() + ": frames", end.checksums(), frames);
        end.outFrames().ifPresent(count -> compare(differences, out + ": frames", count, frames));
        if (end.outDecodeErrors() > 0) {
            differences.add(Difference.ofFile(out + ": decode errors: " + end.outDecodeErrors() + " (expected: none)"));
        }
        checked.outDifference()
                .ifPresent(what -> differences.add(
                        Difference.ofFile(out + ": " + what + "; the times of its frames are not compared")));
        return new OfFiles(differences);
    }

    private static void compare(List<Difference> differences, String what, long found, long expected) {
        if (found != expected) {
            differences.add(Difference.ofFile(what + ": " + found + " (expected: " + expected + ", as in the source)"));
        }
    }
}
