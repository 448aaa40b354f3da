package io.tesela.bench;

import io.tesela.domain.frame.TimeBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * When the frames of a video are shown, as FFmpeg's own {@code ffprobe} finds by decoding it: no code of ours is asked.
 *
 * @param pts of each frame, in units
 * @param unit of the stream
 */
record ShownFrames(List<Long> pts, TimeBase unit) {
    private static final String STREAM = "stream";
    private static final String FRAME = "frame";

    ShownFrames {
        pts = List.copyOf(pts);
    }

    /** Decodes a video; blocks. */
    static ShownFrames of(Path video) throws IOException, InterruptedException {
        Process process = FfmpegProgram.FFPROBE.start(List.of(
                "-v",
                "error",
                "-select_streams",
                "v:0",
                "-show_entries",
                "stream=time_base:frame=pts",
                "-of",
                "csv=p=1",
                video.toString()));
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("ffprobe ended with " + process.exitValue() + " for " + video + " (expected: 0)");
        }
        return parse(text);
    }

    /** Parses lines such as {@code frame,33} and {@code stream,1/1000}; whatever else is on a line does not count. */
    static ShownFrames parse(String text) {
        List<Long> pts = new ArrayList<>();
        String unit = "";
        for (String line : text.lines().toList()) {
            String[] fields = line.split(",", -1);
            if (fields[0].equals(FRAME)) {
                pts.add(Long.valueOf(fields[1]));
            } else if (fields[0].equals(STREAM)) {
                unit = fields[1];
            }
        }
        String[] ratio = unit.split("/", -1);
        if (ratio.length != 2) {
            throw new IllegalArgumentException("unit: " + unit + " (expected: such as 1/1000)");
        }
        return new ShownFrames(pts, new TimeBase(Integer.parseInt(ratio[0]), Integer.parseInt(ratio[1])));
    }

    /** Returns the seconds from the first frame to the last. */
    double seconds() {
        return pts.isEmpty() ? 0 : unit.seconds(pts.get(pts.size() - 1) - pts.get(0));
    }

    /** Returns whether both show as many frames at the same times, whatever their units. */
    boolean sameTimes(ShownFrames other) {
        return sameTimes(other, 0, 0);
    }

    /** Returns whether they would be the same if both began at 0. */
    boolean sameTimesFromZero(ShownFrames other) {
        return !pts.isEmpty() && !other.pts.isEmpty() && sameTimes(other, pts.get(0), other.pts.get(0));
    }

    private boolean sameTimes(ShownFrames other, long begin, long otherBegin) {
        if (pts.size() != other.pts.size()) {
            return false;
        }
        for (int i = 0; i < pts.size(); i++) {
            if (!unit.same(pts.get(i) - begin, other.unit, other.pts.get(i) - otherBegin)) {
                return false;
            }
        }
        return true;
    }
}
