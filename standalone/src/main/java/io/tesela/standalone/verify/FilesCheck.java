package io.tesela.standalone.verify;

import io.tesela.domain.report.JobReport.FrameCounts;
import io.tesela.standalone.verify.EndOfFiles.BothAudio;
import io.tesela.standalone.verify.Finding.OfFiles;
import java.util.ArrayList;
import java.util.List;

/** Compares how many frames the files of a job have; a pure function. */
final class FilesCheck {
    private static final AudioRead.Sum NO_AUDIO = new AudioRead().sum();

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
        end.audio().ifPresent(audio -> compare(differences, out + ": audio", audio));
        checked.outDifference()
                .ifPresent(what -> differences.add(
                        Difference.ofFile(out + ": " + what + "; the times of its frames are not compared")));
        return new OfFiles(differences);
    }

    /** Audio that was converted is the same here, and may be encoded otherwise by another processor: then only its times are compared. */
    private void compare(List<Difference> differences, String what, BothAudio audio) {
        AudioRead.Sum expected = checked.job().report().output().audio() == null ? NO_AUDIO : audio.source();
        AudioRead.Sum found = audio.out();
        if (found.packets() != expected.packets()) {
            compare(differences, what + " packets", found.packets(), expected.packets());
        } else if (!found.sameTimes(expected)) {
            differences.add(Difference.ofFile(what + ": other timestamps (expected: those of the source)"));
        } else if (audio.passed() && !found.equals(expected)) {
            differences.add(Difference.ofFile(what + ": other packets (expected: those of the source)"));
        }
    }

    private static void compare(List<Difference> differences, String what, long found, long expected) {
        if (found != expected) {
            differences.add(Difference.ofFile(what + ": " + found + " (expected: " + expected + ", as in the source)"));
        }
    }
}
